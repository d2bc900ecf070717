package dev.millrace.streams.verification;

import dev.millrace.schema.position.Lsn;

/**
 * A derived table against its oracle while the application writes.
 *
 * @param comparison what is confirmed: rows that stood still and differed
 * @param undecided rows that were different at each look, and each time in another way
 * @param asOf everything that committed up to this position took part
 */
public record LiveComparison(StoreComparison comparison, long undecided, Lsn asOf) {

    /** Whether every row was equal at one of the looks. */
    public boolean isEqual() {
        return comparison.isEqual() && undecided == 0;
    }
}
