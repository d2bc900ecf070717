package dev.millrace.bench.identity;

/**
 * What the log holds of one update.
 *
 * @param table the captured table
 * @param rowBytes mean size of the rows that were updated
 * @param keyOnlyBytes log an update with the default replica identity
 * @param wholeRowBytes log an update with the full replica identity
 * @param canBeOutOfLine whether a captured value of this table can be stored out of line, so that
 *     the log would leave it out without the full replica identity
 */
public record IdentityCost(
        String table,
        double rowBytes,
        double keyOnlyBytes,
        double wholeRowBytes,
        boolean canBeOutOfLine) {

    /** How much more log the whole old row makes, in proportion. */
    double extra() {
        return wholeRowBytes / keyOnlyBytes - 1;
    }
}
