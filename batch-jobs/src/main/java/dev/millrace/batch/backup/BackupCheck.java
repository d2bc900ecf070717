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
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * B18, second half: a backup is restored into a server of its own, which is thrown away again. The
 * rows of every table are counted and the oracles asked; what differs fails the job with the
 * backup's name.
 */
public final class BackupCheck implements BatchJob {

    private static final String TAKEN = "taken";

    private final BackupFolder folder;
    private final ScratchServers servers;

    public BackupCheck(BackupSettings settings, ScratchServers servers) {
        this.folder = new BackupFolder(settings.folder());
        this.servers = servers;
    }

    @Override
    public JobDescription description() {
        return new JobDescription(
                "B18",
                "backup-check",
                "Restores a backup into a server of its own and compares.",
                Parameter.optional(
                        TAKEN,
                        Parameter.Kind.MOMENT,
                        "the moment of the backup, as its name says, such as 2026-03-31T12:00:00.123Z; by default the newest"));
    }

    @Override
    public List<WorkStep> steps(JobRun run) {
        return List.of(WorkStep.outsideOfTransactions("restore", new Restored(wanted(run))));
    }

    @Override
    public List<String> plan(JobRun run, JdbcClient sql) {
        Backup backup = backup(wanted(run));
        return List.of(
                "restore %s, %d rows, into a server of its own"
                        .formatted(backup.name(), BackupFolder.manifest(backup).rows()));
    }

    private static Optional<Instant> wanted(JobRun run) {
        return run.text(TAKEN).map(Instant::parse);
    }

    private Backup backup(Optional<Instant> wanted) {
        List<Backup> backups = folder.backups();
        Optional<Backup> found =
                wanted.isPresent()
                        ? backups.stream()
                                .filter(backup -> backup.takenAt().equals(wanted.get()))
                                .findFirst()
                        : backups.isEmpty() ? Optional.empty() : Optional.of(backups.getLast());
        return found.orElseThrow(() ->
                new PipelineException(
                        ErrorKind.JOB_FAILED,
                        "there is no backup%s in the folder of backups: ./millrace jobs run backup"
                                .formatted(wanted.map(moment -> " of " + moment).orElse(""))));
    }

    private final class Restored implements Work {

        private final Optional<Instant> wanted;

        Restored(Optional<Instant> wanted) {
            this.wanted = wanted;
        }

        @Override
        public OptionalLong total(JdbcClient sql) {
            return OptionalLong.empty();
        }

        @Override
        public Chunk next(JdbcClient sql) {
            Backup backup = backup(wanted);
            Restore restore = new Restore(backup);
            try {
                restore.checkFiles();
                try (ScratchServers.Scratch scratch = servers.start()) {
                    restore.compare(restore.into(scratch.admin()));
                }
                return Chunk.last(restore.manifest().rows());
            } catch (SQLException | IOException e) {
                throw BackupFolder.damaged(backup, "it cannot be restored: " + e.getMessage());
            }
        }
    }
}
