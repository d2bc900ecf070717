package dev.millrace.bench.batch;

import dev.millrace.bench.servers.BenchServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * pg_partman, to which the partitions of a copy of the bookings belong. It detaches a month and
 * knows of no participants.
 */
final class Partman {

    static final String TABLE = "partman.bookings";

    private static final String CONTROL_FILE = "extension/pg_partman.control";

    private final Path share;

    /**
     * Uses the extension's files; its library, a scheduler, is not needed.
     *
     * @param share the folder in which PostgreSQL finds {@code extension/pg_partman.control}
     */
    Partman(Path share) {
        this.share = share.toAbsolutePath();
    }

    /**
     * Looks for the extension's files.
     *
     * @throws IllegalArgumentException when they are not there
     */
    static void check(Path share) {
        if (!Files.isRegularFile(share.resolve(CONTROL_FILE))) {
            throw new IllegalArgumentException(
                    "partman is %s, expected a folder with %s in it"
                            .formatted(share, CONTROL_FILE));
        }
    }

    /** Makes a table with one month of bookings, those of {@code wellness.bookings}. */
    void take(BenchServers servers, String month) throws SQLException {
        try (Connection connection = servers.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set extension_control_path = '%s:$system'".formatted(share));
            statement.execute("create schema partman");
            statement.execute("create schema partman_gone");
            statement.execute("create extension pg_partman schema partman");
            statement.execute(
                    """
                    create table %s (like wellness.bookings including defaults including indexes)
                        partition by range (created_at)
                    """
                            .formatted(TABLE));
            statement.execute(
                    """
                    select partman.create_parent('%s', 'created_at', 'native', 'monthly',
                        p_start_partition := '%s', p_premake := 1)
                    """
                            .formatted(TABLE, month));
            statement.execute(
                    """
                    insert into %1$s select * from wellness.bookings
                    where created_at >= '%2$s' and created_at < date '%2$s' + interval '1 month'
                    """
                            .formatted(TABLE, month));
        }
    }

    /**
     * Detaches what is older than the end of the month, as its retention does.
     *
     * @throws IllegalStateException when that was not the one partition
     */
    static void detach(BenchServers servers, String month) throws SQLException {
        try (Connection connection = servers.connect();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                """
                                select partman.drop_partition_time('%s',
                                    p_retention := now() - (date '%s' + interval '1 month 1 day'),
                                    p_keep_table := true, p_retention_schema := 'partman_gone')
                                """
                                        .formatted(TABLE, month))) {
            row.next();
            if (row.getInt(1) != 1) {
                throw new IllegalStateException(
                        "pg_partman detached %d partitions, expected one".formatted(row.getInt(1)));
            }
        }
    }
}
