package dev.millrace.bench.derived.check;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether all that a solution keeps is right, after the writers have stopped.
 *
 * @param differences one a store
 */
public record Verdict(List<Difference> differences) {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    public Verdict {
        differences = List.copyOf(differences);
    }

    /**
     * Compares until everything is right, or the patience ends. The oracles are asked again each
     * time: a completion that a solution writes back changes what is right.
     */
    public static Verdict await(
            Expectation expectation, List<ComparedStore> stores, Duration patience)
            throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            expectation.recompute(stores.stream().map(ComparedStore::store).toList());
            List<Difference> differences = new ArrayList<>();
            for (ComparedStore store : stores) {
                differences.add(expectation.compare(store));
            }
            Verdict verdict = new Verdict(differences);
            if (verdict.isRight() || System.nanoTime() > deadline) {
                return verdict;
            }
            Thread.sleep(PAUSE);
        }
    }

    public boolean isRight() {
        return differences.stream().allMatch(Difference::isNone);
    }

    /** Rows missing, surplus or different, over all stores. */
    public long total() {
        return differences.stream().mapToLong(Difference::total).sum();
    }
}
