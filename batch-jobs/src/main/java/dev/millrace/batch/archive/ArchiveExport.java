package dev.millrace.batch.archive;

import dev.millrace.batch.job.BatchJob;
import dev.millrace.batch.job.Chunk;
import dev.millrace.batch.job.JobDescription;
import dev.millrace.batch.job.JobRun;
import dev.millrace.batch.job.Work;
import dev.millrace.batch.job.WorkStep;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * B03, beside retention: months of the archive that are in no file yet, or of which rows have come
 * since, are written into files, a month a transaction.
 */
public final class ArchiveExport implements BatchJob {

    private final Optional<Path> folder;

    /**
     * @param folder empty: the archive has no files, and the job is refused
     */
    public ArchiveExport(Optional<Path> folder) {
        this.folder = folder;
    }

    @Override
    public JobDescription description() {
        return new JobDescription(
                "B03",
                "archive-export",
                "Writes archived months into Parquet files, and verifies them.");
    }

    @Override
    public List<WorkStep> steps(JobRun run) {
        Path path = ArchiveFiles.needed(folder);
        return Stream.concat(
                        tables().map(table -> new WorkStep(table.live(), new Months(path, table))),
                        Stream.of(new WorkStep("old files", new OldFiles(path))))
                .toList();
    }

    @Override
    public List<String> plan(JobRun run, JdbcClient sql) {
        Path path = ArchiveFiles.needed(folder);
        return tables().flatMap(table ->
                        PendingMonths.of(sql, table).months().stream()
                                .map(month ->
                                        "write %s of %s into %s"
                                                .formatted(
                                                        month.toString().substring(0, 7),
                                                        table.live(),
                                                        path)))
                .toList();
    }

    private static Stream<ArchivedTable> tables() {
        return ArchivedTable.roots().stream().filter(ArchivedTable::staysInDatabase);
    }

    /**
     * The months that were pending when the step began. To find them costs a look at each row of
     * the archive: rows that come to a month afterwards are for the next run.
     */
    private static final class Months implements Work {

        private final MonthExport export;
        private final ArchivedTable table;
        private final Deque<LocalDate> left = new ArrayDeque<>();

        Months(Path folder, ArchivedTable table) {
            this.export = new MonthExport(folder);
            this.table = table;
        }

        @Override
        public OptionalLong total(JdbcClient sql) {
            PendingMonths pending = PendingMonths.of(sql, table);
            left.clear();
            left.addAll(pending.months());
            return OptionalLong.of(pending.rows());
        }

        @Override
        public Chunk next(JdbcClient sql) {
            LocalDate month = left.poll();
            return month == null ? Chunk.last(0) : Chunk.of(export.fromArchive(sql, table, month));
        }
    }

    /** What no longer counts goes, once it is committed that it does not. */
    private static final class OldFiles implements Work {

        private final ArchiveFolder folder;

        OldFiles(Path folder) {
            this.folder = new ArchiveFolder(folder);
        }

        @Override
        public OptionalLong total(JdbcClient sql) {
            return OptionalLong.of(0);
        }

        @Override
        public Chunk next(JdbcClient sql) {
            ArchiveFiles.sweep(sql, folder);
            return Chunk.last(0);
        }
    }
}
