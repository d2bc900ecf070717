package dev.millrace.batch.temporaryfiles;

import dev.millrace.batch.job.BatchJob;
import dev.millrace.batch.job.Chunk;
import dev.millrace.batch.job.JobDescription;
import dev.millrace.batch.job.JobRun;
import dev.millrace.batch.job.Work;
import dev.millrace.batch.job.WorkStep;
import dev.millrace.batch.sweep.Sweep;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * B12: temporary files past their time. The object goes first, then the row says so, then the row
 * goes: whatever dies in between, no row is without its object unless it says so, and no object is
 * forgotten. What the store refuses stays, is tried again by the next run, and fails this one at
 * its end.
 */
public final class TemporaryFileCleanup implements BatchJob {

    private static final int EXAMPLES = 5;

    private final ObjectStore store;

    public TemporaryFileCleanup(ObjectStore store) {
        this.store = store;
    }

    @Override
    public JobDescription description() {
        return new JobDescription(
                "B12",
                "temporary-file-cleanup",
                "Deletes temporary files past their time: the object, then the row.");
    }

    @Override
    public List<WorkStep> steps(JobRun run) {
        return List.of(WorkStep.outsideOfTransactions("files", new Expired(run)));
    }

    @Override
    public List<String> plan(JobRun run, JdbcClient sql) {
        return List.of(
                "delete %d objects".formatted(new Expired(run).total(sql).orElseThrow()),
                rows(run).plan(sql) + " whose objects have gone before");
    }

    private static Sweep rows(JobRun run) {
        return Sweep.delete(
                run,
                "content.media_files",
                "t.access_level = 'temporary' and t.storage_deleted_at is not null"
                        + " and t.expires_at <= :now");
    }

    private record StoredFile(UUID id, String path) {}

    private final class Expired implements Work {

        private final JobRun run;
        private final List<String> refused = new ArrayList<>();
        private int refusals;
        private UUID after = new UUID(0, 0);

        Expired(JobRun run) {
            this.run = run;
        }

        @Override
        public OptionalLong total(JdbcClient sql) {
            return OptionalLong.of(
                    sql.sql("select count(*) from ops.expired_temporary_files(?, ?, null)")
                            .params(run.cutOff(), new UUID(0, 0))
                            .query(Long.class)
                            .single());
        }

        @Override
        public Chunk next(JdbcClient sql) {
            List<StoredFile> files =
                    sql.sql("select id, file_path from ops.expired_temporary_files(?, ?, ?)")
                            .params(run.cutOff(), after, run.chunkSize())
                            .query((row, number) ->
                                    new StoredFile(row.getObject(1, UUID.class), row.getString(2)))
                            .list();
            if (files.isEmpty()) {
                return forgotten(sql);
            }
            List<UUID> deleted = new ArrayList<>();
            for (StoredFile file : files) {
                try {
                    store.delete(file.path());
                    deleted.add(file.id());
                } catch (IOException e) {
                    refuse(file, e);
                }
            }
            after = files.getLast().id();
            sql.sql("update content.media_files set storage_deleted_at = now() where id = any (?)")
                    .param(deleted.toArray(UUID[]::new))
                    .update();
            return Chunk.of(deleted.size());
        }

        /** Rows of objects that are gone; after the last one, what was refused fails the run. */
        private Chunk forgotten(JdbcClient sql) {
            Chunk chunk = rows(run).next(sql);
            if (chunk.state() == Chunk.State.LAST && refusals > 0) {
                throw new PipelineException(
                        ErrorKind.JOB_FAILED,
                        "%d objects could not be deleted and are kept with their rows: %s"
                                .formatted(refusals, String.join("; ", refused)));
            }
            return chunk.state() == Chunk.State.LAST ? chunk : Chunk.of(0);
        }

        private void refuse(StoredFile file, IOException reason) {
            refusals++;
            if (refused.size() < EXAMPLES) {
                refused.add(file.id() + ": " + reason.getMessage());
            }
        }
    }
}
