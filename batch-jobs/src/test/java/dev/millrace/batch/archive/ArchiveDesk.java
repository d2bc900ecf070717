package dev.millrace.batch.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.batch.erasure.PersonRequests;
import dev.millrace.batch.fixture.BatchDatabase;
import dev.millrace.batch.job.BriefLocks;
import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.launch.Outcome;
import dev.millrace.batch.launch.RunReport;
import dev.millrace.batch.retention.OldRows;
import dev.millrace.batch.retention.Retention;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A database with the jobs of the archive, and its folder. */
final class ArchiveDesk implements AutoCloseable {

    static final String CUT_OFF = "2026-01-15T00:00:00Z";

    /** Rows of each table that {@link #fillArchive} makes. */
    static final int ROWS = 40;

    private final BatchDatabase database = BatchDatabase.migrated();
    private final Optional<Path> folder;
    private final BatchOperations operations;

    /**
     * @param root for the folder of the archive and that of exports, neither of which is there
     */
    ArchiveDesk(Path root) {
        Path archive = root.resolve("archive");
        this.folder = Optional.of(archive);
        this.operations =
                database.operations(
                        List.of(
                                new Retention(
                                        new BriefLocks(Duration.ofMillis(50)),
                                        Duration.ofSeconds(20),
                                        Optional.of(new MonthExport(archive))),
                                new ArchiveExport(folder),
                                new ArchiveRestore(folder),
                                new PersonRequests(root.resolve("exports"), folder)),
                        new SimpleMeterRegistry());
    }

    JdbcClient sql() {
        return database.sql();
    }

    /** Whoever writes rows into months that leave, and into some that stay. */
    OldRows oldRows() {
        OldRows rows = new OldRows(sql());
        rows.months("2018-12-01", "2019-01-01", "2022-12-01", "2023-01-01");
        return rows;
    }

    /** A connection of the superuser; the caller closes it. */
    Connection connect() throws SQLException {
        return database.connect();
    }

    RunReport run(String job, Map<String, String> parameters) {
        return operations.run(job, parameters, "test");
    }

    RunReport retire() {
        return run("retention", Map.of("cut-off", CUT_OFF));
    }

    long export() {
        return completed(run("archive-export", Map.of())).rowsDone();
    }

    RunReport restore(String table, String month) {
        return run(ArchiveRestore.NAME, Map.of("table", table, "month", month));
    }

    void giveUp(RunReport report) {
        operations.abandon(report.execution(), "test");
    }

    static RunReport completed(RunReport report) {
        assertThat(report.outcome()).as(report.toString()).contains(Outcome.COMPLETED);
        return report;
    }

    /** The only value of the answer. */
    String ask(String select) {
        return String.valueOf(
                operations
                        .look(sql -> new ArchiveQuery(folder).ask(sql, select, 100))
                        .rows()
                        .getFirst()
                        .getFirst());
    }

    List<ArchiveFiles.MonthFile> files() {
        return operations.look(sql -> new ArchiveFiles(folder).list(sql));
    }

    List<String> damages() {
        List<String> damages = new java.util.ArrayList<>();
        operations.look(
                sql -> new ArchiveFiles(folder).verify(sql, e -> damages.add(e.getMessage())));
        return damages;
    }

    /** Rows of one month in each table of the archive but that of activity. */
    void fillArchive() {
        String moment = "timestamptz '2018-12-02 00:00:00.000001+00' + g * interval '1 minute'";
        String booking = "(array(select id from archive.bookings order by id))[1 + g % 20]";
        Map<ArchivedTable, Map<String, String>> special = new LinkedHashMap<>();
        special.put(ArchivedTable.BOOKINGS, Map.of("created_at", moment));
        special.put(ArchivedTable.BOOKING_PARTICIPANTS, Map.of("booking_id", booking));
        special.put(ArchivedTable.RESCHEDULE_REQUESTS, Map.of("booking_id", booking));
        special.put(ArchivedTable.MESSAGES, Map.of("created_at", moment));
        special.put(ArchivedTable.MESSAGE_REACTIONS, Map.of("message_created_at", moment));
        special.put(ArchivedTable.AUDIT, Map.of("occurred_at", moment));
        special.forEach((table, values) -> Samples.fill(sql(), table.archive(), ROWS, values));
    }

    long count(String table) {
        return sql().sql("select count(*) from " + table).query(Long.class).single();
    }

    @Override
    public void close() {
        operations.close();
    }
}
