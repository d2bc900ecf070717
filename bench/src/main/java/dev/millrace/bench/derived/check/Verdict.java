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

    // What has not become more or less right for so long will stay as it is.
    private static final Duration STILL_MAX = Duration.ofSeconds(20);

    public Verdict {
        differences = List.copyOf(differences);
    }

    /**
     * Compares until everything is right, or the patience ends, or nothing changes any more. The
     * oracles are asked again each time: a completion that a solution writes back changes what is
     * right.
     */
    public static Verdict await(
            Expectation expectation, List<ComparedStore> stores, Duration patience)
            throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        long changed = System.nanoTime();
        long before = -1;
        while (true) {
            expectation.recompute(stores.stream().map(ComparedStore::store).toList());
            List<Difference> differences = new ArrayList<>();
            for (ComparedStore store : stores) {
                differences.add(expectation.compare(store));
            }
            Verdict verdict = new Verdict(differences);
            long now = System.nanoTime();
            if (verdict.total() != before) {
                changed = now;
                before = verdict.total();
            }
            if (verdict.isRight() || now > deadline || now - changed > STILL_MAX.toNanos()) {
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
