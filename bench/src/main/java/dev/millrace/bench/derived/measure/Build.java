package dev.millrace.bench.derived.measure;

import dev.millrace.bench.derived.check.ComparedStore;
import dev.millrace.bench.derived.check.Expectation;
import dev.millrace.bench.derived.solution.Solution;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A first build: from nothing until every table holds what the oracle says.
 *
 * @param stores what was built
 * @param sourceRows rows of the source
 * @param seconds until all of it was right, or until it was given up
 * @param plainSeconds how long the same stores took in plain SQL just before
 * @param lacking stores that were not right at the end
 */
public record Build(
        List<String> stores,
        long sourceRows,
        double seconds,
        double plainSeconds,
        List<String> lacking) {

    private static final Duration PAUSE_MIN = Duration.ofMillis(200);

    // A look at a large table must not slow down what is looked at.
    private static final int PAUSE_OF_LOOK = 4;

    public Build {
        stores = List.copyOf(stores);
        lacking = List.copyOf(lacking);
    }

    /** Builds and waits; nobody may write meanwhile. */
    public static Build run(
            Solution solution, Expectation expectation, long sourceRows, Duration patience)
            throws SQLException, InterruptedException {
        List<String> stores = solution.stores().stream().map(ComparedStore::store).toList();
        double plain = expectation.recompute(stores);
        List<ComparedStore> open = new ArrayList<>(solution.stores());
        long begin = System.nanoTime();
        solution.build();
        while (true) {
            long look = System.nanoTime();
            while (!open.isEmpty() && expectation.isMet(open.getFirst())) {
                open.removeFirst();
            }
            long now = System.nanoTime();
            if (!solution.buildsInBackground()) {
                return new Build(
                        stores,
                        sourceRows,
                        (look - begin) / 1e9,
                        plain,
                        wrong(solution, expectation));
            }
            if (open.isEmpty() || now - begin > patience.toNanos()) {
                return new Build(
                        stores,
                        sourceRows,
                        // What was right when the look began had been done by then.
                        ((open.isEmpty() ? look : now) - begin) / 1e9,
                        plain,
                        open.stream().map(ComparedStore::store).toList());
            }
            solution.failIfBroken();
            Thread.sleep(
                    Duration.ofNanos(Math.max(PAUSE_MIN.toNanos(), (now - look) * PAUSE_OF_LOOK)));
        }
    }

    private static List<String> wrong(Solution solution, Expectation expectation)
            throws SQLException {
        List<String> wrong = new ArrayList<>();
        for (ComparedStore store : solution.stores()) {
            if (!expectation.isMet(store)) {
                wrong.add(store.store());
            }
        }
        return wrong;
    }

    public boolean isDone() {
        return lacking.isEmpty();
    }

    public double rowsPerSecond() {
        return sourceRows / seconds;
    }

    /** Speed in proportion to the plain recomputation. */
    public double ofPlain() {
        return plainSeconds / seconds;
    }
}
