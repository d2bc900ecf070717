package dev.millrace.bench.batch;

import dev.millrace.batch.BatchSettings;
import dev.millrace.batch.archive.ArchiveExport;
import dev.millrace.batch.erasure.PersonRequests;
import dev.millrace.batch.expirysweep.ExpirySweep;
import dev.millrace.batch.job.BriefLocks;
import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.launch.Outcome;
import dev.millrace.batch.launch.RunReport;
import dev.millrace.batch.payouts.PayoutSettings;
import dev.millrace.batch.payouts.PractitionerPayouts;
import dev.millrace.batch.retention.Retention;
import dev.millrace.bench.batch.BatchReport.Archival;
import dev.millrace.bench.batch.BatchReport.Figure;
import dev.millrace.bench.servers.BenchServers;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Measures the batch jobs beside plain SQL that does the same, on a server of its own. */
public final class BatchBench {

    private static final String CHUNKED_MONTH = "2018-01-01";
    private static final String JOB_MONTH = "2018-03-01";
    private static final String CUT_OFF = "2026-03-15T00:00:00Z";
    private static final String NO_WORK = "expiry-sweep";

    /**
     * The application names no month, so every partition is locked. A bare function that gives
     * another id each time would be asked for each row, and no index would help.
     */
    private static final String WRITE =
            "update %s set follow_up_sent_at = now() where id = (select gen_random_uuid())";

    private final BatchBenchSettings settings;
    private final Consumer<String> progress;

    /**
     * @param progress told in a line what is being done
     */
    public BatchBench(BatchBenchSettings settings, Consumer<String> progress) {
        this.settings = settings;
        this.progress = progress;
    }

    /**
     * Runs what is asked for.
     *
     * @throws PipelineException when the server does not start, or a job fails
     * @throws InterruptedException when interrupted
     */
    public BatchReport run() throws InterruptedException {
        progress.accept("starting PostgreSQL");
        try (BenchServers servers = BenchServers.start(settings.folder());
                Connection admin = servers.connect()) {
            Path work = Files.createDirectories(servers.workFolder());
            Path archive = work.resolve("archive");
            try (BatchOperations operations = operations(servers, work, archive)) {
                BatchData data = new BatchData(admin);
                progress.accept("loading %,d people".formatted(settings.rows()));
                data.people(settings.rows(), settings.practitioners());
                List<Duration> launches =
                        settings.has(BatchBenchPart.LAUNCHES) ? launches(operations) : List.of();
                List<Figure> payouts =
                        settings.has(BatchBenchPart.PAYOUTS)
                                ? payouts(servers, operations, data)
                                : List.of();
                List<Archival> archival =
                        settings.has(BatchBenchPart.RETENTION)
                                ? archival(servers, operations, data)
                                : List.of();
                if (settings.has(BatchBenchPart.EXPORT) && archival.isEmpty()) {
                    archive(operations, data);
                }
                return new BatchReport(
                        settings,
                        admin.getMetaData().getDatabaseProductVersion(),
                        engine(),
                        payouts,
                        archival,
                        settings.has(BatchBenchPart.EXPORT)
                                ? exports(servers, operations, work)
                                : List.of(),
                        settings.has(BatchBenchPart.ERASURE)
                                ? Optional.of(erasure(servers, operations))
                                : Optional.empty(),
                        launches);
            }
        } catch (SQLException e) {
            throw new PipelineException(
                    ErrorKind.SERVER_UNREACHABLE, "the benchmark's database: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BatchOperations operations(BenchServers servers, Path work, Path archive) {
        return new BatchOperations(
                servers.batch(),
                BatchSettings.DEFAULTS,
                List.of(
                        new PractitionerPayouts(PayoutSettings.DEFAULTS),
                        new Retention(
                                new BriefLocks(BatchSettings.DEFAULTS.lockWait()),
                                BatchSettings.DEFAULTS.lockPatience(),
                                Optional.empty()),
                        new ArchiveExport(Optional.of(archive)),
                        new PersonRequests(work.resolve("exports"), Optional.of(archive)),
                        ExpirySweep.job()),
                new SimpleMeterRegistry(),
                Clock.systemUTC());
    }

    private List<Duration> launches(BatchOperations operations) {
        progress.accept("launching a job without work");
        run(operations, NO_WORK, Map.of());
        List<Duration> launches = new ArrayList<>();
        for (int i = 0; i < settings.launches(); i++) {
            launches.add(timed(() -> run(operations, NO_WORK, Map.of())));
        }
        return launches;
    }

    private List<Figure> payouts(BenchServers servers, BatchOperations operations, BatchData data)
            throws SQLException {
        progress.accept("loading %,d payments".formatted(settings.rows()));
        data.payments(settings.rows(), settings.rows(), settings.practitioners());
        progress.accept("payouts by one statement");
        Figure statement =
                new Figure("one statement", settings.rows(), PlainSql.payouts(servers, settings));
        progress.accept("payouts by the job");
        Duration job =
                timed(() ->
                        run(
                                operations,
                                "practitioner-payouts",
                                Map.of("period-end", BatchData.PERIOD_END)));
        return List.of(new Figure("`practitioner-payouts`", settings.rows(), job), statement);
    }

    private List<Archival> archival(
            BenchServers servers, BatchOperations operations, BatchData data) throws SQLException {
        progress.accept("loading a month of bookings");
        data.bookings(settings.rows(), settings.rows(), settings.practitioners(), CHUNKED_MONTH);
        progress.accept("a month leaves by deletes in chunks");
        Archival chunks =
                watched(
                        servers,
                        "deletes of 10,000",
                        "wellness.bookings",
                        () -> PlainSql.deleteInChunks(servers, CHUNKED_MONTH));
        PlainSql.forget(servers);
        progress.accept("loading a month of bookings");
        data.bookings(settings.rows(), settings.rows(), settings.practitioners(), JOB_MONTH);
        Optional<Partman> partman = settings.partman().map(Partman::new);
        if (partman.isPresent()) {
            partman.get().take(servers, JOB_MONTH);
        }
        progress.accept("a month leaves by the job");
        Archival job =
                watched(
                        servers,
                        "`retention`",
                        "wellness.bookings",
                        () -> run(operations, "retention", Map.of("cut-off", CUT_OFF)));
        List<Archival> archival = new ArrayList<>(List.of(job, chunks));
        if (partman.isPresent()) {
            progress.accept("a month is detached by pg_partman");
            archival.add(
                    watched(
                            servers,
                            "pg_partman, without participants",
                            Partman.TABLE,
                            () -> Partman.detach(servers, JOB_MONTH)));
        }
        return archival;
    }

    /** The month that the export needs, where nobody measures how it leaves. */
    private void archive(BatchOperations operations, BatchData data) throws SQLException {
        progress.accept("loading a month of bookings");
        data.bookings(settings.rows(), settings.rows(), settings.practitioners(), JOB_MONTH);
        progress.accept("a month leaves by the job");
        run(operations, "retention", Map.of("cut-off", CUT_OFF));
    }

    private Archival watched(BenchServers servers, String what, String table, Measured work)
            throws SQLException {
        try (WaitingWriter writer = new WaitingWriter(servers.connect(), WRITE.formatted(table))) {
            Duration took = timed(work);
            WaitingWriter.Writes writes = writer.writes();
            return new Archival(
                    new Figure(what, settings.rows(), took), writes.count(), writes.longest());
        }
    }

    private List<Figure> exports(BenchServers servers, BatchOperations operations, Path work)
            throws SQLException, IOException {
        progress.accept("export to Parquet, and by COPY");
        return new ExportRounds(servers, work)
                .run(() -> run(operations, "archive-export", Map.of()));
    }

    private Duration erasure(BenchServers servers, BatchOperations operations) throws SQLException {
        progress.accept("erasing one person");
        PlainSql.execute(
                servers,
                "insert into ops.erasure_requests (user_id, kind) values (md5('u%d')::uuid, 'erase')"
                        .formatted(settings.rows()));
        return timed(() -> run(operations, "person-requests", Map.of()));
    }

    private static String engine() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
            return "DuckDB " + connection.getMetaData().getDatabaseProductVersion();
        }
    }

    private static void run(
            BatchOperations operations, String job, Map<String, String> parameters) {
        RunReport report = operations.run(job, parameters, "bench");
        if (!report.outcome().equals(Optional.of(Outcome.COMPLETED))) {
            throw new PipelineException(
                    ErrorKind.JOB_FAILED,
                    "job %s of the benchmark ended as %s: %s"
                            .formatted(
                                    job,
                                    report.outcome().map(Outcome::name).orElse("RUNNING"),
                                    report.message().orElse("")));
        }
    }

    /** Work that is timed. */
    private interface Measured {
        void run() throws SQLException;
    }

    private static Duration timed(Measured work) {
        long begin = System.nanoTime();
        try {
            work.run();
        } catch (SQLException e) {
            throw new PipelineException(
                    ErrorKind.SERVER_UNREACHABLE, "the benchmark's database: " + e.getMessage(), e);
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
