package dev.millrace.streams.versions;

import dev.millrace.schema.derived.DerivedStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** What this process says in {@code ops.store_failures}: the stores that it cannot run any more. */
public final class FailureReports {

    private static final int REASON_CHARACTERS_MAX = 1_000;

    private static final String BEGIN = "delete from ops.store_failures where instance = ?";
    private static final String FAILED =
            "insert into ops.store_failures (store, side, instance, reason) values (?, ?, ?, ?)"
                    + " on conflict (store, side, instance) do update"
                    + " set reason = excluded.reason, failed_at = clock_timestamp()";
    private static final String MENDED =
            "delete from ops.store_failures where store = ? and side = ? and instance = ?";

    private final String instance;
    private Map<DerivedStore, String> said = new HashMap<>();

    /**
     * @param instance name of this process in its consumer groups
     */
    public FailureReports(String instance) {
        this.instance = instance;
    }

    /** Takes back what an earlier run of this process said. */
    public void begin(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BEGIN)) {
            statement.setString(1, instance);
            statement.executeUpdate();
        }
    }

    /** A restart was asked for, which took back what was said of the store. */
    public void forget(DerivedStore store) {
        said.remove(store);
    }

    /** Whether these are other failures than those said last. */
    public boolean areNews(Map<DerivedStore, String> failures) {
        return !said.equals(failures);
    }

    /** Says which stores have failed, and why; none but these. */
    public void say(Connection connection, Map<DerivedStore, String> failures) throws SQLException {
        try (PreparedStatement failed = connection.prepareStatement(FAILED);
                PreparedStatement mended = connection.prepareStatement(MENDED)) {
            for (Map.Entry<DerivedStore, String> failure : failures.entrySet()) {
                String reason = failure.getValue().lines().findFirst().orElse("");
                failed.setString(1, failure.getKey().table());
                failed.setString(2, sideOf(failure.getKey()));
                failed.setString(3, instance);
                failed.setString(
                        4, reason.substring(0, Math.min(reason.length(), REASON_CHARACTERS_MAX)));
                failed.executeUpdate();
            }
            for (DerivedStore store : said.keySet()) {
                if (!failures.containsKey(store)) {
                    mended.setString(1, store.table());
                    mended.setString(2, sideOf(store));
                    mended.setString(3, instance);
                    mended.executeUpdate();
                }
            }
        }
        said = new HashMap<>(failures);
    }

    private static String sideOf(DerivedStore store) {
        return store.isShadow() ? "shadow" : "live";
    }
}
