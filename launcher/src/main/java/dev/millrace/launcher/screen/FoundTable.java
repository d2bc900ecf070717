package dev.millrace.launcher.screen;

import dev.millrace.search.query.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a search has found, as a table. */
public final class FoundTable {

    private static final int TEXT_MAX = 70;

    private FoundTable() {}

    /** A line a hit; under it, when it was asked for, how its score came about. */
    public static List<String> lines(List<Found.Hit> hits) {
        TextTable table = new TextTable("", "score", "index", "title", "what fits", "id");
        for (int i = 0; i < hits.size(); i++) {
            Found.Hit hit = hits.get(i);
            table.row(
                    Integer.toString(i + 1),
                    hit.kilometres().isPresent()
                            ? "%.1f km".formatted(hit.kilometres().getAsDouble())
                            : hit.score().isPresent()
                                    ? "%.2f".formatted(hit.score().getAsDouble())
                                    : "-",
                    hit.index().replaceAll("-v.*", ""),
                    cut(hit.title()),
                    cut(highlights(hit)),
                    hit.id());
        }
        List<String> lines = new ArrayList<>();
        List<String> drawn = table.lines();
        lines.add(drawn.getFirst());
        for (int i = 0; i < hits.size(); i++) {
            lines.add(drawn.get(i + 1));
            int row = i;
            hits.get(row)
                    .explanation()
                    .ifPresent(why -> {
                        lines.add("    " + hits.get(row).document());
                        why.lines().forEach(line -> lines.add("    " + line));
                    });
        }
        return lines;
    }

    /** How many documents have which value; a line a field. */
    public static List<String> facets(Found found) {
        return found.facets().entrySet().stream()
                .map(facet ->
                        "%-12s %s"
                                .formatted(
                                        facet.getKey(),
                                        facet.getValue().entrySet().stream()
                                                .map(value ->
                                                        "%s (%,d)"
                                                                .formatted(
                                                                        value.getKey(),
                                                                        value.getValue()))
                                                .collect(Collectors.joining(", "))))
                .toList();
    }

    /** How many there are, and how long it took. */
    public static String summary(Found found) {
        return String.format(
                Locale.ROOT,
                "%s%,d found, %d shown, %d ms",
                found.isExact() ? "" : "at least ",
                found.total(),
                found.hits().size(),
                found.millis());
    }

    private static String highlights(Found.Hit hit) {
        return hit.highlights().entrySet().stream()
                .filter(field -> !field.getKey().contains("."))
                .map(field ->
                        field.getKey()
                                + ": "
                                + String.join(" ... ", field.getValue())
                                        .replace("<em>", "[")
                                        .replace("</em>", "]"))
                .collect(Collectors.joining("; "));
    }

    private static String cut(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() > TEXT_MAX ? line.substring(0, TEXT_MAX - 1) + "…" : line;
    }
}
