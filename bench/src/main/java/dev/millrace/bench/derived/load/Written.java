package dev.millrace.bench.derived.load;

/**
 * What the writers committed.
 *
 * @param changes rows
 * @param transactions that held them
 * @param deadlocks transactions that PostgreSQL rolled back because of one; they were given up
 * @param seconds from the first to the last
 */
public record Written(long changes, long transactions, long deadlocks, double seconds) {

    public double changesPerSecond() {
        return changes / seconds;
    }

    public double transactionsPerSecond() {
        return transactions / seconds;
    }

    Written plus(Written other) {
        return new Written(
                changes + other.changes,
                transactions + other.transactions,
                deadlocks + other.deadlocks,
                Math.max(seconds, other.seconds));
    }
}
