package dev.millrace.batch.archive;

import dev.millrace.batch.archive.ArchiveManifest.ColumnSum;
import dev.millrace.batch.archive.ArchiveManifest.TableFile;
import dev.millrace.batch.job.BatchJob;
import dev.millrace.batch.job.Chunk;
import dev.millrace.batch.job.JobDescription;
import dev.millrace.batch.job.JobRun;
import dev.millrace.batch.job.Parameter;
import dev.millrace.batch.job.Work;
import dev.millrace.batch.job.WorkStep;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Brings the rows of a month back from its files into the tables of the archive, in one
 * transaction. Files are verified first; rows that are there already must be the same.
 */
public final class ArchiveRestore implements BatchJob {

    /** Its name. */
    public static final String NAME = "archive-restore";

    /** The live table, such as {@code wellness.bookings}. */
    public static final String TABLE = "table";

    /** A day of the month. */
    public static final String MONTH = "month";

    private final Optional<Path> folder;

    /**
     * @param folder empty: the archive has no files, and the job is refused
     */
    public ArchiveRestore(Optional<Path> folder) {
        this.folder = folder;
    }

    @Override
    public JobDescription description() {
        return new JobDescription(
                "B03",
                NAME,
                "Brings a month back from its Parquet files into the archive's tables.",
                Parameter.optional(
                        TABLE,
                        Parameter.Kind.NAME,
                        "the live table, such as wellness.bookings; what left with it comes, too"),
                Parameter.optional(
                        MONTH, Parameter.Kind.DATE, "a day of the month, such as 2018-12-01"));
    }

    @Override
    public List<WorkStep> steps(JobRun run) {
        return List.of(new WorkStep("restore", new Restored(wanted(run))));
    }

    @Override
    public List<String> plan(JobRun run, JdbcClient sql) {
        Wanted wanted = wanted(run);
        ArchiveManifest manifest = wanted.folder().read(wanted.path(), wanted.manifest(sql));
        return manifest.files().stream()
                .map(file ->
                        "bring %d rows of %s back, as of %s"
                                .formatted(file.rows(), file.table(), manifest.exportedAt()))
                .toList();
    }

    private Wanted wanted(JobRun run) {
        String names =
                ArchivedTable.roots().stream()
                        .map(ArchivedTable::live)
                        .collect(Collectors.joining(", "));
        ArchivedTable table =
                run.text(TABLE)
                        .flatMap(ArchivedTable::of)
                        .filter(found -> !found.family().isEmpty())
                        .orElseThrow(() -> run.refuse(TABLE, "one of " + names));
        LocalDate month =
                run.date(MONTH)
                        .orElseThrow(() -> run.refuse(MONTH, "a day of the month"))
                        .withDayOfMonth(1);
        return new Wanted(new ArchiveFolder(ArchiveFiles.needed(folder)), table, month);
    }

    private record Wanted(ArchiveFolder folder, ArchivedTable root, LocalDate month) {

        Path path() {
            return folder.month(root, month);
        }

        /** A database that does not know takes the newest: it may itself come from a backup. */
        String manifest(JdbcClient sql) {
            return ArchiveRegistry.manifest(sql, root, month)
                    .or(() -> folder.newest(path()))
                    .orElseThrow(() ->
                            new PipelineException(
                                    ErrorKind.JOB_REFUSED,
                                    "there is no file of %s of %s in %s"
                                            .formatted(
                                                    month.toString().substring(0, 7),
                                                    root.live(),
                                                    folder.path())));
        }
    }

    private record Restored(Wanted wanted) implements Work {

        @Override
        public OptionalLong total(JdbcClient sql) {
            return OptionalLong.of(
                    wanted.folder().read(wanted.path(), wanted.manifest(sql)).rows());
        }

        @Override
        public Chunk next(JdbcClient sql) {
            ArchiveRegistry.lock(sql);
            refuseLive(sql);
            String name = wanted.manifest(sql);
            ArchiveManifest manifest = wanted.folder().read(wanted.path(), name);
            long rows =
                    Session.run(
                            sql,
                            wanted.folder(),
                            (database, parquet, engine, work) -> {
                                long restored = 0;
                                for (TableFile file : manifest.files()) {
                                    restored += restore(database, parquet, manifest, file);
                                }
                                return restored;
                            });
            ArchiveRegistry.set(sql, wanted.month(), name, manifest);
            return Chunk.last(rows);
        }

        /** A row is live or archived, never both: it would count twice. */
        private void refuseLive(JdbcClient sql) {
            // Of the trail some rows stay; activity comes back beside what is counted.
            boolean isExclusive =
                    wanted.root() == ArchivedTable.BOOKINGS
                            || wanted.root() == ArchivedTable.MESSAGES;
            boolean isLive =
                    isExclusive
                            && sql.sql(
                                            "select exists (select from %s t where %s)"
                                                    .formatted(
                                                            wanted.root().live(),
                                                            wanted.root().isOf(wanted.month())))
                                    .query(Boolean.class)
                                    .single();
            if (isLive) {
                throw new PipelineException(
                        ErrorKind.JOB_REFUSED,
                        "%s of %s is still in the live table: its rows would count twice"
                                .formatted(
                                        wanted.month().toString().substring(0, 7),
                                        wanted.root().live()));
            }
        }

        private long restore(
                Connection database, ParquetTable parquet, ArchiveManifest manifest, TableFile file)
                throws SQLException, IOException {
            ArchivedTable table = ArchivedTable.of(file.table()).orElseThrow();
            Path path = wanted.path().resolve(file.file());
            FileChecks.schema(
                    file,
                    path,
                    manifest.schemaVersion(),
                    table.archive(),
                    TableColumns.of(database, table.archive()));
            parquet.verify(file, path);
            List<ColumnForm> columns = file.columns().stream().map(ColumnSum::form).toList();
            return insert(database, parquet, table, columns, path);
        }

        private static long insert(
                Connection database,
                ParquetTable parquet,
                ArchivedTable table,
                List<ColumnForm> columns,
                Path path)
                throws SQLException, IOException {
            String names =
                    columns.stream().map(ColumnForm::quoted).collect(Collectors.joining(", "));
            try (Statement statement = database.createStatement()) {
                statement.execute(
                        "create temporary table restored (%s) on commit drop"
                                .formatted(
                                        columns.stream()
                                                .map(c -> c.quoted() + " text")
                                                .collect(Collectors.joining(", "))));
                parquet.intoDatabase(database, "restored", columns, path);
                String rows =
                        "select %s from restored t"
                                .formatted(
                                        columns.stream()
                                                .map(ColumnForm::valueInDatabase)
                                                .collect(Collectors.joining(", ")));
                int inserted =
                        statement.executeUpdate(
                                "insert into %s (%s) %s on conflict do nothing"
                                        .formatted(table.archive(), names, rows));
                refuseOthers(statement, table, names, rows, path);
                statement.execute("drop table restored");
                return inserted;
            }
        }

        private static void refuseOthers(
                Statement statement, ArchivedTable table, String names, String rows, Path path)
                throws SQLException {
            try (ResultSet other =
                    statement.executeQuery(
                            "select count(*), min(id::text) from (%s except select %s from %s) t (%s)"
                                    .formatted(rows, names, table.archive(), names))) {
                other.next();
                if (other.getLong(1) > 0) {
                    throw new PipelineException(
                            ErrorKind.JOB_FAILED,
                            "%s: %d rows of it, such as id %s, are in %s with other values, expected the same"
                                    .formatted(
                                            path,
                                            other.getLong(1),
                                            other.getString(2),
                                            table.archive()));
                }
            }
        }
    }
}
