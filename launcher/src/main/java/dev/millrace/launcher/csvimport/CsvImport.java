package dev.millrace.launcher.csvimport;

import dev.millrace.launcher.csvimport.ImportData.Completion;
import dev.millrace.launcher.rows.Rows;
import dev.millrace.launcher.rows.SqlStates;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Imports courses, people and completions through the application's tables, the completions one
 * transaction each in the order of time. What is there already is left as it is, so an import that
 * was cut short goes on when it is run again.
 *
 * <p>Commits are asynchronous, which a single writer in order needs to be quick; at the end one
 * synchronous commit makes all of them durable. After a crash of the server before that, the last
 * moments are missing and the next run adds them.
 */
public final class CsvImport {

    private static final Logger LOG = LoggerFactory.getLogger(CsvImport.class);
    private static final int PART = 1_000;
    private static final long TELL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int MESSAGES_MAX = 5;

    private final ImportSettings settings;
    private final Consumer<ImportProgress> listener;

    private CsvImport(ImportSettings settings, Consumer<ImportProgress> listener) {
        this.settings = settings;
        this.listener = listener;
    }

    /**
     * Runs an import to its end, or until the thread is interrupted.
     *
     * @param dataSource writes for all people, as {@link
     *     dev.millrace.launcher.rows.ApplicationPool} does; one connection is used
     * @param listener told how far it is, a few times a second, on this thread
     * @throws PipelineException {@link ErrorKind#SETTING_INVALID} when a file cannot be read or
     *     lacks a column, {@link ErrorKind#RECORD_MALFORMED} when a line is bad and the import is
     *     strict, {@link ErrorKind#SERVER_UNREACHABLE} when the database goes away, {@link
     *     ErrorKind#SERVER_MISCONFIGURED} when it refuses a row
     */
    public static ImportReport run(
            DataSource dataSource, ImportSettings settings, Consumer<ImportProgress> listener) {
        return new CsvImport(settings, listener).run(dataSource);
    }

    private ImportReport run(DataSource dataSource) {
        long started = System.nanoTime();
        ImportData data = ImportData.read(settings);
        refuseBadLines(data.badLines());
        try (Connection connection = dataSource.getConnection()) {
            Rows.write(connection, "set synchronous_commit = off");
            try {
                ImportReport report = write(connection, data, started);
                LOG.atInfo()
                        .addKeyValue("courses", report.courses())
                        .addKeyValue("completions", report.completions())
                        .addKeyValue("badLines", report.badLines().size())
                        .addKeyValue("finished", report.finished())
                        .addKeyValue("ms", report.took().toMillis())
                        .log("Import ended");
                return report;
            } finally {
                if (!connection.isClosed()) {
                    if (!connection.getAutoCommit()) {
                        connection.rollback();
                        connection.setAutoCommit(true);
                    }
                    Rows.write(connection, "reset synchronous_commit");
                }
            }
        } catch (SQLException e) {
            throw SqlStates.failure("the import stopped, run it again to go on", e);
        }
    }

    private void refuseBadLines(List<BadLine> badLines) {
        if (settings.strict() && !badLines.isEmpty()) {
            StringBuilder message = new StringBuilder("nothing was imported: ");
            message.append(badLines.size()).append(" bad lines");
            badLines.stream()
                    .limit(MESSAGES_MAX)
                    .forEach(line -> message.append("\n  ").append(line.message()));
            throw new PipelineException(ErrorKind.RECORD_MALFORMED, message.toString());
        }
    }

    private ImportReport write(Connection connection, ImportData data, long started)
            throws SQLException {
        ImportKeys keys = new ImportKeys(settings.dataset());
        List<Completion> completions = data.completions();
        Instant first = completions.isEmpty() ? Instant.now() : completions.getFirst().at();
        connection.setAutoCommit(false);
        int courses =
                new CatalogueImport(connection, keys)
                        .write(data.courses().values(), first.minus(Duration.ofDays(1)));
        connection.setAutoCommit(true);

        CompletionImport writer = new CompletionImport(connection, keys, data.people());
        long writing = System.nanoTime();
        long told = writing;
        int done = 0;
        int written = 0;
        boolean interrupted = false;
        while (done < completions.size() && !interrupted) {
            List<Completion> part =
                    completions.subList(done, Math.min(done + PART, completions.size()));
            Set<Integer> there = writer.alreadyThere(part);
            for (int i = 0; i < part.size() && !interrupted; i++) {
                if (!there.contains(i)) {
                    writer.write(part.get(i));
                    written++;
                }
                done++;
                if (System.nanoTime() - told > TELL_NANOS) {
                    told = System.nanoTime();
                    listener.accept(progress(done, completions.size(), writing));
                }
                interrupted = Thread.currentThread().isInterrupted();
            }
        }
        makeDurable(connection, keys, data);
        listener.accept(progress(done, completions.size(), writing));
        return new ImportReport(
                courses,
                writer.peopleWritten(),
                written,
                done - written,
                data.badLines(),
                !interrupted,
                Duration.ofNanos(System.nanoTime() - started));
    }

    private static ImportProgress progress(int done, int total, long sinceNanos) {
        return ImportProgress.of(done, total, Duration.ofNanos(System.nanoTime() - sinceNanos));
    }

    /** A synchronous commit flushes all that came before; locking a row is enough of a change. */
    private static void makeDurable(Connection connection, ImportKeys keys, ImportData data)
            throws SQLException {
        connection.setAutoCommit(false);
        Rows.write(connection, "set local synchronous_commit = on");
        for (String course : data.courses().keySet().stream().limit(1).toList()) {
            Rows.first(
                    connection,
                    "select id from learning.courses where id = ? for no key update",
                    row -> true,
                    keys.course(course));
        }
        connection.commit();
        connection.setAutoCommit(true);
    }
}
