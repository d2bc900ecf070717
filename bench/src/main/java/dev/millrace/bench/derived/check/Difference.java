package dev.millrace.bench.derived.check;

/**
 * A relation against its oracle.
 *
 * @param columns how many columns besides the key were compared
 * @param rows rows of the relation
 * @param missing keys that only the oracle has
 * @param surplus keys that only the relation has
 * @param different keys that both have, with other values
 */
public record Difference(
        String store, int columns, long rows, long missing, long surplus, long different) {

    public long total() {
        return missing + surplus + different;
    }

    public boolean isNone() {
        return total() == 0;
    }
}
