package dev.millrace.batch.job;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;

/**
 * A parameter of a job.
 *
 * @param name lower case with dashes
 * @param kind which values it takes
 * @param fallback its value when none is given; empty when it may be left out without one
 * @param meaning what it does, with its unit
 */
public record Parameter(String name, Kind kind, Optional<String> fallback, String meaning) {

    /** Which values a parameter takes. */
    public enum Kind {
        DATE("a date such as 2026-03-31") {
            @Override
            void check(String value) {
                LocalDate.parse(value);
            }
        },
        MOMENT("a moment such as 2026-03-31T12:00:00Z") {
            @Override
            void check(String value) {
                Instant.parse(value);
            }
        },
        COUNT("a whole number from 0 to 1000000000") {
            @Override
            void check(String value) {
                long number = Long.parseLong(value);
                if (number < 0 || number > 1_000_000_000) {
                    throw new IllegalArgumentException("out of range");
                }
            }
        },
        NAME("a name of lower case letters, digits and any of . _ -") {
            @Override
            void check(String value) {
                if (!value.matches("[a-z0-9][a-z0-9._-]*")) {
                    throw new IllegalArgumentException("no name");
                }
            }
        },
        ID("a UUID") {
            @Override
            void check(String value) {
                if (!UUID.fromString(value).toString().equalsIgnoreCase(value)) {
                    throw new IllegalArgumentException("shortened");
                }
            }
        };

        private final String expected;

        Kind(String expected) {
            this.expected = expected;
        }

        abstract void check(String value);

        /** In words, for people who gave something else. */
        public String expected() {
            return expected;
        }

        /** Whether the text is such a value. */
        public boolean accepts(String value) {
            try {
                check(value);
                return true;
            } catch (DateTimeException | IllegalArgumentException e) {
                return false;
            }
        }
    }

    /** One that has a value when none is given. */
    public static Parameter of(String name, Kind kind, Object fallback, String meaning) {
        return new Parameter(name, kind, Optional.of(fallback.toString()), meaning);
    }

    /** A whole number from 0 on that has a value when none is given. */
    public static Parameter count(String name, long fallback, String meaning) {
        return of(name, Kind.COUNT, fallback, meaning);
    }

    /** One that may be left out. */
    public static Parameter optional(String name, Kind kind, String meaning) {
        return new Parameter(name, kind, Optional.empty(), meaning);
    }
}
