package dev.millrace.streams.verification;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.writer.SqlFaults;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares a derived table with its oracle beside the traffic.
 *
 * <p>Each look takes one moment of the source tables, waits until the store holds every commit up
 * to it, and takes the first moment of the derived table from there on. Ranges of keys whose counts
 * and hashes are equal are done. Rows that differ are looked at again, because a later commit may
 * have changed them between the two moments: who is equal once is right, who differs in the same
 * way for some seconds stood still and is wrong. Lists as of a moment of their own have no equal:
 * for {@code course_recommendations} the rules count that hold at any moment.
 */
public final class LiveVerification {

    // Longer than what the clock alone changes, an expiry, takes to arrive: no commit tells of it.
    static final Duration STANDING = Duration.ofSeconds(3);
    static final Duration PAUSE = Duration.ofMillis(500);

    private final DatabaseSettings database;
    private final int examplesMax;

    /** What both sides of a key were at one look; null where the row was not there. */
    private record Pair(@Nullable Long found, @Nullable Long expected) {

        boolean isEqual() {
            return Objects.equals(found, expected);
        }
    }

    /** A pair that has not changed since a look, by the clock of {@link System#nanoTime}. */
    private record Standing(Pair pair, long since) {}

    /**
     * @param database seen by a role that may read schemas {@code derived} and {@code oracle} and
     *     call {@code derived.await}
     * @param examplesMax how many differing keys to name of each store
     */
    public LiveVerification(DatabaseSettings database, int examplesMax) {
        this.database = database;
        this.examplesMax = examplesMax;
    }

    /**
     * Compares a store.
     *
     * @param patience longest wait for the store, and longest time for rows to stand still
     * @throws PipelineException {@link ErrorKind#TIMED_OUT} when the store does not get as far as
     *     the source was, with what holds it; or when the database cannot be reached or lacks
     *     table, oracle or rights
     */
    public LiveComparison compare(DerivedStore store, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            return store.live().equals(DerivedStores.COURSE_RECOMMENDATIONS)
                    ? new ListVerification(database, store, examplesMax).compare(deadline)
                    : compare(store, deadline);
        } catch (SQLException e) {
            throw new PipelineException(
                    SqlFaults.kindUnrepeated(e),
                    "%s cannot be compared in %s as %s: %s"
                            .formatted(
                                    store.qualifiedName(),
                                    database.jdbcUrl(),
                                    database.user(),
                                    e.getMessage()),
                    e);
        }
    }

    private LiveComparison compare(DerivedStore store, long deadline) throws SQLException {
        Map<RowKey, Standing> open = new HashMap<>();
        Map<RowKey, Pair> confirmed = new HashMap<>();
        long rows;
        long expectedRows;
        Lsn asOf;
        try (Look look = Look.take(database, store, deadline)) {
            asOf = look.asOf();
            Map<Integer, RowHashes.Range> found = look.derived().ranges();
            Map<Integer, RowHashes.Range> expected = look.oracle().ranges();
            rows = rowsOf(found);
            expectedRows = rowsOf(expected);
            Set<Integer> differing = new HashSet<>(found.keySet());
            differing.addAll(expected.keySet());
            differing.removeIf(range -> Objects.equals(found.get(range), expected.get(range)));
            if (!differing.isEmpty()) {
                long now = System.nanoTime();
                differing(look, differing)
                        .forEach((key, pair) -> open.put(key, new Standing(pair, now)));
            }
        }
        while (confirmed.size() < open.size() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(PAUSE.toNanos());
            Map<RowKey, Pair> again;
            try (Look look = Look.take(database, store, deadline)) {
                again = differing(look, look.rangesOf(open.keySet()));
            }
            open.keySet().retainAll(again.keySet());
            long now = System.nanoTime();
            open.replaceAll((key, before) -> {
                Pair pair = Objects.requireNonNull(again.get(key));
                return pair.equals(before.pair) ? before : new Standing(pair, now);
            });
            confirmed.clear();
            open.forEach((key, standing) -> {
                if (now - standing.since >= STANDING.toNanos()) {
                    confirmed.put(key, standing.pair);
                }
            });
        }
        return new LiveComparison(
                comparison(store, rows, expectedRows, confirmed),
                open.size() - (long) confirmed.size(),
                asOf);
    }

    /** The rows of these ranges that are not the same on both sides. */
    private static Map<RowKey, Pair> differing(Look look, Set<Integer> ranges) throws SQLException {
        Map<RowKey, Long> found = look.derived().rows(ranges);
        Map<RowKey, Long> expected = look.oracle().rows(ranges);
        Set<RowKey> keys = new HashSet<>(found.keySet());
        keys.addAll(expected.keySet());
        return keys.stream()
                .map(key -> Map.entry(key, new Pair(found.get(key), expected.get(key))))
                .filter(entry -> !entry.getValue().isEqual())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private StoreComparison comparison(
            DerivedStore store, long rows, long expectedRows, Map<RowKey, Pair> wrong) {
        long missing = wrong.values().stream().filter(pair -> pair.found == null).count();
        long surplus = wrong.values().stream().filter(pair -> pair.expected == null).count();
        List<RowKey> examples =
                wrong.keySet().stream()
                        .sorted((a, b) -> a.toString().compareTo(b.toString()))
                        .limit(examplesMax)
                        .toList();
        return new StoreComparison(
                store,
                rows,
                expectedRows,
                missing,
                surplus,
                wrong.size() - missing - surplus,
                examples);
    }

    private static long rowsOf(Map<Integer, RowHashes.Range> ranges) {
        return ranges.values().stream().mapToLong(RowHashes.Range::rows).sum();
    }
}
