package dev.millrace.launcher.csvimport;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** One record of a file; each value comes checked or says what was expected. */
final class CsvRecord {

    /** What the tables take as a person's name; plenty for the others. */
    private static final int LENGTH_MAX = 200;

    private static final BigDecimal RATING_MIN = new BigDecimal("0.5");
    private static final BigDecimal RATING_MAX = new BigDecimal("5.0");
    private static final Pattern DECIMAL = Pattern.compile("\\d{1,3}(\\.\\d{1,9})?");
    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,11}");
    private static final Pattern EMAIL =
            Pattern.compile("[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}");
    private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");

    private final Path file;
    private final long line;
    private final Map<String, Integer> places;
    private final List<String> values;

    CsvRecord(Path file, long line, Map<String, Integer> places, List<String> values) {
        this.file = file;
        this.line = line;
        this.places = places;
        this.values = values;
    }

    long line() {
        return line;
    }

    /** What stands there without blanks around; empty when nothing does. */
    Optional<String> text(String header) throws BadLineException {
        Integer place = places.get(header);
        String value = place == null ? "" : values.get(place).strip();
        if (value.indexOf('\0') >= 0) {
            throw bad(header, value.replace('\0', '?'), "text without zero bytes");
        }
        if (value.length() > LENGTH_MAX) {
            throw bad(header, value, "at most " + LENGTH_MAX + " characters");
        }
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    String required(String header) throws BadLineException {
        Optional<String> value = text(header);
        if (value.isEmpty()) {
            throw bad(header, "", "a value");
        }
        return value.get();
    }

    /** A rating as given, 0.5 to 5; empty for none. */
    Optional<BigDecimal> rating(String header) throws BadLineException {
        Optional<String> value = text(header);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        String expected = "a number from 0.5 to 5.0, or nothing";
        if (!DECIMAL.matcher(value.get()).matches()) {
            throw bad(header, value.get(), expected);
        }
        BigDecimal rating = new BigDecimal(value.get());
        if (rating.compareTo(RATING_MIN) < 0 || rating.compareTo(RATING_MAX) > 0) {
            throw bad(header, value.get(), expected);
        }
        return Optional.of(rating);
    }

    /** Seconds since 1970, or ISO 8601 with a zone. */
    Instant time(String header) throws BadLineException {
        String value = required(header);
        String expected =
                "seconds since 1970 or a time such as 2024-05-31T18:00:00Z, from 1900 to 2099";
        try {
            Instant time =
                    WHOLE.matcher(value).matches()
                            ? Instant.ofEpochSecond(Long.parseLong(value))
                            : OffsetDateTime.parse(value).toInstant();
            if (time.isBefore(EARLIEST) || !time.isBefore(LATEST)) {
                throw bad(header, value, expected);
            }
            return time;
        } catch (DateTimeException e) {
            throw bad(header, value, expected);
        }
    }

    Optional<String> email(String header) throws BadLineException {
        Optional<String> value = text(header);
        if (value.isPresent() && !EMAIL.matcher(value.get()).matches()) {
            throw bad(header, value.get(), "an e-mail address, or nothing");
        }
        return value;
    }

    BadLineException bad(String header, String value, String expected) {
        return new BadLineException(new BadLine(file, line, header, value, expected));
    }
}
