package dev.millrace.batch.payouts.provider;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * The days of which a file has everything, UTC.
 *
 * @param first the first of them
 * @param last the last of them
 */
public record Span(LocalDate first, LocalDate last) {

    public Span {
        if (last.isBefore(first)) {
            throw new IllegalArgumentException(
                    "the last day is %s, expected %s or later".formatted(last, first));
        }
    }

    Instant begin() {
        return first.atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    /** The first moment that is not in it. */
    Instant end() {
        return last.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    boolean holds(Instant moment) {
        return !moment.isBefore(begin()) && moment.isBefore(end());
    }
}
