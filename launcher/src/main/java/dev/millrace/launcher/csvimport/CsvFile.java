package dev.millrace.launcher.csvimport;

import dev.millrace.launcher.csvimport.PhysicalLines.Line;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;

/**
 * A CSV file with a header line, as in RFC 4180: commas, fields in double quotes where needed. A
 * line that cannot be read is reported, and reading goes on with the next.
 */
final class CsvFile {

    /** How many lines a quoted field may run over, so that a lost quote does not eat the file. */
    private static final int RECORD_LINES_MAX = 100;

    private final Path path;
    private final Consumer<BadLine> badLines;

    CsvFile(Path path, Consumer<BadLine> badLines) {
        this.path = path;
        this.badLines = badLines;
    }

    /** What is done with a record; a refusal is reported, and the next record follows. */
    interface Reading {
        void read(CsvRecord record) throws BadLineException;
    }

    /**
     * Reads all records.
     *
     * @param headers the columns that must be there; others are ignored
     * @throws PipelineException when the file cannot be read or has no such columns
     */
    void read(List<String> headers, Reading reading) {
        try (PhysicalLines lines = new PhysicalLines(path)) {
            Map<String, Integer> places = places(lines, headers);
            int fields = places.size();
            for (Optional<Line> line = lines.next(); line.isPresent(); line = lines.next()) {
                if (line.get().text().map(String::isBlank).orElse(false)) {
                    continue;
                }
                try {
                    List<String> values = record(lines, line.get());
                    if (values.size() != fields) {
                        throw bad(
                                line.get(),
                                String.join(",", values),
                                fields + " fields, not " + values.size());
                    }
                    reading.read(new CsvRecord(path, line.get().number(), places, values));
                } catch (BadLineException e) {
                    badLines.accept(e.badLine());
                }
            }
        } catch (IOException e) {
            throw new PipelineException(
                    ErrorKind.SETTING_INVALID, path + " cannot be read: " + e.getMessage(), e);
        }
    }

    private Map<String, Integer> places(PhysicalLines lines, List<String> headers)
            throws IOException {
        Map<String, Integer> places = new HashMap<>();
        Optional<Line> first = lines.next();
        if (first.isPresent()) {
            try {
                List<String> found = record(lines, first.get());
                for (int i = 0; i < found.size(); i++) {
                    if (places.put(found.get(i).strip(), i) != null) {
                        throw refused("has the column " + found.get(i) + " twice");
                    }
                }
            } catch (BadLineException e) {
                throw refused("has no readable header: " + e.getMessage());
            }
        }
        for (String header : headers) {
            if (!places.containsKey(header)) {
                throw refused("has no column " + header + ", only " + places.keySet());
            }
        }
        return places;
    }

    private PipelineException refused(String why) {
        return new PipelineException(
                ErrorKind.SETTING_INVALID,
                path + " " + why + "; the columns can be named with the import's options");
    }

    /** The fields of the record that starts with this line, and may go on in the next ones. */
    private List<String> record(PhysicalLines lines, Line first)
            throws IOException, BadLineException {
        String text = textOf(first);
        if (text.indexOf('"') < 0) {
            return List.of(text.split(",", -1));
        }
        Deque<Line> following = new ArrayDeque<>();
        StringBuilder whole = new StringBuilder(text);
        while (hasOpenQuote(whole)) {
            Optional<Line> next =
                    following.size() < RECORD_LINES_MAX ? lines.next() : Optional.empty();
            if (next.isEmpty()) {
                lines.putBack(following);
                throw bad(first, text, "every quote closed");
            }
            following.add(next.get());
            whole.append('\n').append(textOf(next.get()));
        }
        try (CSVParser parser =
                CSVParser.parse(new StringReader(whole.toString()), CSVFormat.RFC4180)) {
            return parser.getRecords().getFirst().toList();
        } catch (IOException | UncheckedIOException e) {
            throw bad(first, text, "a comma or the line's end after a closing quote");
        }
    }

    private String textOf(Line line) throws BadLineException {
        if (line.text().isEmpty()) {
            throw bad(line, "?", "UTF-8");
        }
        return line.text().get();
    }

    private static boolean hasOpenQuote(CharSequence text) {
        return text.chars().filter(c -> c == '"').count() % 2 == 1;
    }

    private BadLineException bad(Line line, String value, String expected) {
        return new BadLineException(new BadLine(path, line.number(), "", value, expected));
    }
}
