package dev.millrace.batch.backup;

import dev.millrace.batch.backup.BackupFolder.Backup;
import dev.millrace.batch.job.BatchJob;
import dev.millrace.batch.job.Chunk;
import dev.millrace.batch.job.JobDescription;
import dev.millrace.batch.job.JobRun;
import dev.millrace.batch.job.Parameter;
import dev.millrace.batch.job.Work;
import dev.millrace.batch.job.WorkStep;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.DatabaseSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * B18, first half: everything that the database holds at one moment goes into a folder, and old
 * backups go. Whether they can be restored is a job of its own, {@link BackupCheck}.
 */
public final class Backups implements BatchJob {

    private static final String KEEP_DAYS = "keep-days";
    private static final String KEEP_WEEKS = "keep-weeks";

    private final DatabaseSettings owner;
    private final BackupSettings settings;
    private final BackupFolder folder;

    /**
     * @param owner the database, seen by the owner of its tables: no other role reads them all
     */
    public Backups(DatabaseSettings owner, BackupSettings settings) {
        this.owner = owner;
        this.settings = settings;
        this.folder = new BackupFolder(settings.folder());
    }

    @Override
    public JobDescription description() {
        return new JobDescription(
                "B18",
                "backup",
                "Writes a backup of the database, and deletes old ones.",
                Parameter.count(
                        KEEP_DAYS,
                        settings.keepDays(),
                        "days for which every backup is kept; at least 1"),
                Parameter.count(
                        KEEP_WEEKS,
                        settings.keepWeeks(),
                        "weeks for which the newest backup of each week is kept"));
    }

    @Override
    public List<WorkStep> steps(JobRun run) {
        int days = days(run);
        int weeks = weeks(run);
        return List.of(
                WorkStep.outsideOfTransactions("dump", new Written()),
                WorkStep.outsideOfTransactions("old", new Old(days, weeks, run)));
    }

    @Override
    public List<String> plan(JobRun run, JdbcClient sql) {
        List<String> lines = new ArrayList<>();
        String size =
                sql.sql("select pg_size_pretty(pg_database_size(current_database()))")
                        .query(String.class)
                        .single();
        lines.add(
                "back up the database, %s with its indexes, into %s"
                        .formatted(size, settings.folder()));
        // As it will be: the new backup is the newest.
        List<Instant> moments =
                new ArrayList<>(folder.backups().stream().map(Backup::takenAt).toList());
        moments.add(run.cutOff().toInstant());
        List<Instant> surplus =
                KeptBackups.surplus(moments, run.cutOff().toInstant(), days(run), weeks(run));
        folder.backups().stream()
                .filter(backup -> surplus.contains(backup.takenAt()))
                .forEach(backup -> lines.add("delete " + backup.name()));
        return lines;
    }

    private static int days(JobRun run) {
        long days = run.number(KEEP_DAYS);
        if (days < 1 || days > 36_500) {
            throw run.refuse(KEEP_DAYS, "1 to 36500");
        }
        return (int) days;
    }

    private static int weeks(JobRun run) {
        long weeks = run.number(KEEP_WEEKS);
        if (weeks > 5_200) {
            throw run.refuse(KEEP_WEEKS, "at most 5200");
        }
        return (int) weeks;
    }

    /** A backup in one chunk: it is of one moment, so it is whole or not there. */
    private final class Written implements Work {

        @Override
        public OptionalLong total(JdbcClient sql) {
            return OptionalLong.empty();
        }

        @Override
        public Chunk next(JdbcClient sql) {
            Instant moment =
                    sql.sql("select clock_timestamp()")
                            .query((row, number) -> row.getTimestamp(1).toInstant())
                            .single()
                            .truncatedTo(ChronoUnit.MILLIS);
            Path unfinished = folder.begin(moment);
            try (Connection connection = Contents.connect(owner, "millrace backup")) {
                Manifest manifest = Dump.write(connection, unfinished);
                folder.finish(unfinished, manifest);
                return Chunk.last(manifest.rows());
            } catch (SQLException e) {
                throw new PipelineException(
                        ErrorKind.JOB_FAILED, "the backup failed: " + e.getMessage(), e);
            } catch (IOException e) {
                throw folder.unwritable(e);
            }
        }
    }

    private final class Old implements Work {

        private final int days;
        private final int weeks;
        private final JobRun run;

        Old(int days, int weeks, JobRun run) {
            this.days = days;
            this.weeks = weeks;
            this.run = run;
        }

        @Override
        public OptionalLong total(JdbcClient sql) {
            return OptionalLong.of(0);
        }

        @Override
        public Chunk next(JdbcClient sql) {
            List<Backup> backups = folder.backups();
            List<Instant> surplus =
                    KeptBackups.surplus(
                            backups.stream().map(Backup::takenAt).toList(),
                            run.cutOff().toInstant(),
                            days,
                            weeks);
            for (Backup backup : backups) {
                if (surplus.contains(backup.takenAt())) {
                    try {
                        BackupFolder.delete(backup.path());
                    } catch (IOException e) {
                        throw folder.unwritable(e);
                    }
                }
            }
            return Chunk.last(0);
        }
    }
}
