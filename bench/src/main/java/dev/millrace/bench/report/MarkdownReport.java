package dev.millrace.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A report of a benchmark in Markdown: what repeats it, where it ran, then section by section. */
public final class MarkdownReport {

    private final List<String> lines = new ArrayList<>();

    /**
     * Begins one; the machine is its first fact.
     *
     * @param command what repeats it
     */
    public MarkdownReport(String title, String command) {
        lines.add("# " + title);
        lines.add("");
        lines.add("`" + command + "`");
        lines.add("");
        fact(Machine.describe());
    }

    /** Adds what one must know of the run, before its first section. */
    public MarkdownReport fact(String text) {
        lines.add("- " + text);
        return this;
    }

    /** Adds a section that begins with these lines, such as a table. */
    public MarkdownReport section(String title, List<String> first) {
        lines.add("");
        lines.add("## " + title);
        lines.add("");
        lines.addAll(first);
        return this;
    }

    /** Adds a paragraph. */
    public MarkdownReport paragraph(String text) {
        return block(List.of(text));
    }

    /** Adds lines that belong together. */
    public MarkdownReport block(List<String> together) {
        lines.add("");
        lines.addAll(together);
        return this;
    }

    /**
     * Adds a section on those who did not get to the end; none when everybody did.
     *
     * @param results of all, in the order to show
     * @param why did not; empty of those who did
     */
    public <R> MarkdownReport unfinished(
            List<R> results, Function<R, String> who, Function<R, Optional<String>> why) {
        List<String> failures =
                results.stream()
                        .flatMap(result ->
                                why.apply(result).stream()
                                        .map(reason ->
                                                "- %s: %s"
                                                        .formatted(
                                                                who.apply(result),
                                                                reason.lines()
                                                                        .collect(
                                                                                Collectors.joining(
                                                                                        " ")))))
                        .toList();
        return failures.isEmpty() ? this : section("Did not finish", failures);
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }
}
