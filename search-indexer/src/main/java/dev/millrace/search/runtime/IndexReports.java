package dev.millrace.search.runtime;

import dev.millrace.schema.connection.LastingConnection;
import dev.millrace.schema.settings.DatabaseSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in {@code ops.index_writers} every two seconds how the indexes of this process are, on a
 * thread and a connection of its own, so that {@code status} knows it from anywhere. A database
 * that does not answer holds up nothing else.
 */
final class IndexReports implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(IndexReports.class);
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private static final String SAY =
            """
            insert into ops.index_writers (
                index_name, instance, application, writer, trouble, trouble_since, written,
                deleted, superseded, dead_letters, refused, waiting_records)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (index_name, instance) do update set
                application = excluded.application, writer = excluded.writer,
                trouble = excluded.trouble, trouble_since = excluded.trouble_since,
                written = excluded.written, deleted = excluded.deleted,
                superseded = excluded.superseded, dead_letters = excluded.dead_letters,
                refused = excluded.refused,
                waiting_records = excluded.waiting_records, reported_at = clock_timestamp()
            """;

    private static final String LEAVE = "delete from ops.index_writers where instance = ?";

    private final String instanceName;
    private final Supplier<List<IndexStatus>> indexes;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private final LastingConnection connection;

    private IndexReports(
            DatabaseSettings database, String instanceName, Supplier<List<IndexStatus>> indexes) {
        this.connection =
                new LastingConnection(
                        () -> ReportConnection.open(database),
                        fault ->
                                LOG.atWarn()
                                        .addKeyValue("reason", fault.getMessage())
                                        .log(
                                                "the database cannot be told how the indexes are; trying again"));
        this.instanceName = instanceName;
        this.indexes = indexes;
        this.thread = Thread.ofPlatform().daemon().name("index-reports").unstarted(this::run);
    }

    /** Starts saying it. */
    static IndexReports start(
            DatabaseSettings database, String instanceName, Supplier<List<IndexStatus>> indexes) {
        IndexReports reports = new IndexReports(database, instanceName, indexes);
        reports.thread.start();
        return reports;
    }

    boolean isAlive() {
        return thread.isAlive() || closing.getCount() == 0;
    }

    private void run() {
        try {
            do {
                connection.run(this::say);
            } while (!closing.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connection.run(this::leave);
        connection.close();
    }

    private void say(Connection current) throws SQLException {
        try (PreparedStatement insert = current.prepareStatement(SAY)) {
            for (IndexStatus status : indexes.get()) {
                insert.setString(1, status.index().name());
                insert.setString(2, instanceName);
                insert.setString(3, words(status.application()));
                insert.setString(4, words(status.writer().state()));
                insert.setString(5, status.trouble().map(IndexReports::line).orElse(null));
                insert.setObject(
                        6, status.troubleSince().map(t -> t.atOffset(ZoneOffset.UTC)).orElse(null));
                insert.setLong(7, status.writer().written());
                insert.setLong(8, status.writer().deleted());
                insert.setLong(9, status.writer().superseded());
                insert.setLong(10, status.writer().deadLetters() + status.unreadable());
                insert.setLong(11, status.writer().refused());
                insert.setLong(12, status.writer().lag());
                insert.addBatch();
            }
            insert.executeBatch();
        }
        current.commit();
    }

    private void leave(Connection current) throws SQLException {
        try (PreparedStatement delete = current.prepareStatement(LEAVE)) {
            delete.setString(1, instanceName);
            delete.executeUpdate();
        }
        current.commit();
    }

    private static String words(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String line(String trouble) {
        return trouble.lines().findFirst().orElse("").replace("\0", "");
    }

    /** Says that this process fills no index any more. */
    @Override
    public void close() {
        closing.countDown();
        try {
            if (!thread.join(CLOSE_TIMEOUT)) {
                LOG.atWarn().log("the reports on the indexes did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
