package dev.millrace.streams.revenue;

import dev.millrace.streams.derived.UtcDay;
import dev.millrace.streams.rollup.Contribution;

/**
 * What a payment shares with its refunds.
 *
 * @param system the source system it came from
 * @param type what was paid for
 */
record Terms(String system, String type, String currency) {

    /** Where money counts that moved at this microsecond since 1970-01-01 UTC. */
    Contribution on(long micros) {
        return Contribution.to(UtcDay.of(micros), system, type, currency);
    }
}
