package dev.millrace.streams.freshness;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;

/** When a store begins again, what was found out about it before does not hold any more. */
public final class Epochs {

    private static final String BEGIN =
            """
            update derived.store_freshness
            set epoch = epoch + 1, reset_at = clock_timestamp(), as_of_lsn = null,
                as_of_time = null, as_of_commits = null, processed_lsn = null,
                processed_time = null, processed_commits = null
            where store = any (?)
            """;

    private Epochs() {}

    /**
     * Begins a new epoch of these stores: from the commit of this transaction on, none is as of any
     * commit, and what a watcher found out before cannot be written any more.
     *
     * @param stores their names
     */
    public static void begin(Connection connection, Collection<String> stores) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(BEGIN)) {
            update.setArray(1, connection.createArrayOf("text", stores.toArray()));
            update.executeUpdate();
        }
    }
}
