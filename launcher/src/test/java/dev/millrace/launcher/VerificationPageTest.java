package dev.millrace.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page that says which test proves what names tests that there are, and every promise. */
class VerificationPageTest {

    private static final Path PROJECT = Path.of("..");

    /** A class of tests, perhaps with one of its methods. */
    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*(?:Test|IT))(?:\\.(\\w+))?`");

    private static final Pattern BASE = Pattern.compile("class \\w+ extends (\\w+)");

    /** Promises by the letter of their ids, and how many there are. */
    private static final Map<String, Integer> ROWS =
            Map.of("N", 27, "E", 30, "G", 16, "A", 21, "K", 35, "P", 10);

    private static final int REQUIREMENTS = 40;

    private final String page = text(PROJECT.resolve("docs").resolve("verification.md"));
    private final Map<String, List<String>> sources = sources();

    @Test
    void everyTestThatIsNamedIsThere() {
        List<String> missing = new ArrayList<>();
        Matcher named = NAMED.matcher(page);
        int names = 0;
        while (named.find()) {
            names++;
            if (!isThere(named.group(1), Optional.ofNullable(named.group(2)))) {
                missing.add(named.group());
            }
        }

        assertThat(names).isGreaterThan(REQUIREMENTS);
        assertThat(missing).isEmpty();
    }

    @Test
    void everyPromiseHasOneRow() {
        List<String> expected =
                Stream.concat(
                                IntStream.rangeClosed(1, REQUIREMENTS).mapToObj(Integer::toString),
                                ROWS.entrySet().stream()
                                        .flatMap(row ->
                                                IntStream.rangeClosed(1, row.getValue())
                                                        .mapToObj(number ->
                                                                "%s%02d"
                                                                        .formatted(
                                                                                row.getKey(),
                                                                                number))))
                        .toList();

        List<String> found =
                page.lines()
                        .map(line -> line.split("\\|", -1))
                        .filter(cells -> cells.length == 7)
                        .map(cells -> cells[1].strip())
                        .filter(id -> id.matches("[A-Z]?\\d+"))
                        .toList();

        assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
    }

    private boolean isThere(String name, Optional<String> method) {
        return sources.getOrDefault(name, List.of()).stream()
                .anyMatch(source -> method.isEmpty() || declares(source, method.get()));
    }

    /** Itself, or the class that it extends. */
    private boolean declares(String source, String method) {
        Matcher base = BASE.matcher(source);
        return source.contains("void " + method + "(")
                || (base.find() && isThere(base.group(1), Optional.of(method)));
    }

    /** The sources of the tests by the names of their classes, of which modules may share some. */
    private static Map<String, List<String>> sources() {
        try (Stream<Path> modules = Files.list(PROJECT)) {
            return modules.map(module -> module.resolve("src").resolve("test").resolve("java"))
                    .filter(Files::isDirectory)
                    .flatMap(VerificationPageTest::files)
                    .filter(file -> file.toString().endsWith(".java"))
                    .collect(
                            Collectors.groupingBy(
                                    file -> file.getFileName().toString().replace(".java", ""),
                                    Collectors.mapping(
                                            VerificationPageTest::text, Collectors.toList())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> files(Path folder) {
        try {
            return Files.walk(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
