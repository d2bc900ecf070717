package dev.millrace.streams.verification;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.topics.RowKey;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Checks {@code derived.course_recommendations} while the application writes.
 *
 * <p>Its lists are as of moments of their own, and what they were made of goes on: they equal their
 * oracle only when nothing has moved since. So beside the traffic the rules count that hold at any
 * moment, in view {@code oracle.course_recommendation_faults}. Each look waits until the store
 * holds every commit up to its beginning. A row that breaks the same rule at every look for some
 * seconds is wrong; one that does not was on its way.
 */
final class ListVerification {

    /** Stands for the courses that a list lacks. */
    private static final String NO_COURSE = "00000000-0000-0000-0000-000000000000";

    private final DatabaseSettings database;
    private final DerivedStore store;
    private final int examplesMax;

    /** What was found at one moment: the rules that are broken, by key. */
    private record Found(Lsn asOf, long rows, Map<RowKey, String> faults) {}

    /** A fault that has not changed since a look, by the clock of {@link System#nanoTime}. */
    private record Standing(String fault, long since) {}

    /**
     * @param store the lists that readers see, or those built beside them
     */
    ListVerification(DatabaseSettings database, DerivedStore store, int examplesMax) {
        this.database = database;
        this.store = store;
        this.examplesMax = examplesMax;
    }

    /**
     * Checks every list.
     *
     * @param deadline by the clock of {@link System#nanoTime}
     * @throws PipelineException {@link ErrorKind#TIMED_OUT} when the store does not get as far as
     *     the source was
     */
    LiveComparison compare(long deadline) throws SQLException {
        Found first = look(deadline);
        Map<RowKey, Standing> open = standing(first, Map.of());
        Map<RowKey, Standing> confirmed = Map.of();
        while (confirmed.size() < open.size() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(LiveVerification.PAUSE.toNanos());
            // Only those that were there before: a new one is on its way, or the next run's.
            Map<RowKey, Standing> before = open;
            open = standing(look(deadline), before);
            open.keySet().retainAll(before.keySet());
            long now = System.nanoTime();
            confirmed = new HashMap<>(open);
            confirmed
                    .values()
                    .removeIf(fault -> now - fault.since < LiveVerification.STANDING.toNanos());
        }
        return new LiveComparison(
                comparison(first.rows, confirmed),
                open.size() - (long) confirmed.size(),
                first.asOf);
    }

    private static Map<RowKey, Standing> standing(Found found, Map<RowKey, Standing> before) {
        long now = System.nanoTime();
        Map<RowKey, Standing> standing = new HashMap<>();
        found.faults.forEach((key, fault) -> {
            Standing earlier = before.get(key);
            standing.put(
                    key,
                    earlier != null && earlier.fault.equals(fault)
                            ? earlier
                            : new Standing(fault, now));
        });
        return standing;
    }

    private Found look(long deadline) throws SQLException {
        Lsn asOf;
        try (Connection connection = OneMoment.begin(database)) {
            asOf = Lsn.parse(Look.text(connection, "select pg_current_wal_insert_lsn()"));
        }
        Look.await(database, store, asOf, deadline);
        try (Connection moment = OneMoment.begin(database);
                Statement statement = moment.createStatement()) {
            long rows =
                    Long.parseLong(
                            Look.text(moment, "select count(*) from " + store.qualifiedName()));
            Map<RowKey, String> faults = new HashMap<>();
            try (ResultSet fault =
                    statement.executeQuery(
                            "select user_id::text, course_id::text, problem"
                                    + " from "
                                    + (store.isShadow()
                                            ? "oracle.shadow_list_faults()"
                                            : "oracle.course_recommendation_faults"))) {
                while (fault.next()) {
                    faults.put(
                            RowKey.of(fault.getString(1), fault.getString(2)), fault.getString(3));
                }
            }
            return new Found(asOf, rows, faults);
        }
    }

    private StoreComparison comparison(long rows, Map<RowKey, Standing> wrong) {
        long missing =
                wrong.keySet().stream().filter(key -> key.value(1).equals(NO_COURSE)).count();
        List<RowKey> examples =
                wrong.keySet().stream()
                        .sorted((a, b) -> a.toString().compareTo(b.toString()))
                        .limit(examplesMax)
                        .toList();
        return new StoreComparison(store, rows, rows, missing, 0, wrong.size() - missing, examples);
    }
}
