package dev.millrace.batch.erasure;

import dev.millrace.batch.archive.ErasureInFiles;
import dev.millrace.batch.erasure.ExportFolder.TableRows;
import dev.millrace.batch.job.BatchJob;
import dev.millrace.batch.job.Chunk;
import dev.millrace.batch.job.JobDescription;
import dev.millrace.batch.job.JobRun;
import dev.millrace.batch.job.Work;
import dev.millrace.batch.job.WorkStep;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * B23: requests of {@code ops.erasure_requests}, the oldest first, a request a transaction. Exports
 * come before erasures, so who asked for both gets both.
 */
public final class PersonRequests implements BatchJob {

    private static final String EXPORT = "export";
    private static final String ERASE = "erase";

    private final ExportFolder exports;
    private final Optional<Path> archive;

    /**
     * @param exports folder of the exports; made when missing
     * @param archive folder of archived months; empty when there is none
     */
    public PersonRequests(Path exports, Optional<Path> archive) {
        this.exports = new ExportFolder(exports);
        this.archive = archive;
    }

    @Override
    public JobDescription description() {
        return new JobDescription(
                "B23", "person-requests", "Exports and erases people who have asked for it.");
    }

    @Override
    public List<WorkStep> steps(JobRun run) {
        return List.of(
                new WorkStep("exports", new Exports(run)),
                new WorkStep("erasures", new Erasures()),
                new WorkStep("files of the archive", new ErasureInFiles(archive)));
    }

    @Override
    public List<String> plan(JobRun run, JdbcClient sql) {
        List<String> lines = new ArrayList<>();
        lines.add("export %d people".formatted(PersonRequest.count(sql, EXPORT)));
        lines.add("erase %d people".formatted(PersonRequest.count(sql, ERASE)));
        sql.sql(
                        """
                        select r.id || ': ' || o.obstacle
                        from ops.erasure_requests r
                        cross join lateral ops.erasure_obstacle(r.user_id) o (obstacle)
                        where r.kind = 'erase' and r.status = 'pending' and o.obstacle is not null
                        order by r.requested_at
                        """)
                .query(String.class)
                .list()
                .forEach(line -> lines.add("refuse " + line));
        return lines;
    }

    /** A person a chunk; a crash between the files and the commit writes the same files again. */
    private final class Exports implements Work {

        private final JobRun run;

        Exports(JobRun run) {
            this.run = run;
        }

        @Override
        public OptionalLong total(JdbcClient sql) {
            return OptionalLong.of(PersonRequest.count(sql, EXPORT));
        }

        @Override
        public Chunk next(JdbcClient sql) {
            Optional<PersonRequest> found = PersonRequest.oldest(sql, EXPORT);
            if (found.isEmpty()) {
                return Chunk.last(0);
            }
            PersonRequest request = found.get();
            List<TableRows> tables = new ArrayList<>();
            for (String table :
                    sql.sql("select relation::text from ops.person_columns() order by 1")
                            .query(String.class)
                            .list()) {
                List<String> rows =
                        sql.sql("select r::text from ops.rows_of_person(?::regclass, ?) r")
                                .params(table, request.person())
                                .query(String.class)
                                .list();
                if (!rows.isEmpty()) {
                    tables.add(new TableRows(table, rows));
                }
            }
            Path written =
                    exports.write(request.id(), request.person(), run.cutOff().toString(), tables);
            request.done(sql, "folder", written.toString());
            return Chunk.of(1);
        }
    }

    private static final class Erasures implements Work {

        @Override
        public OptionalLong total(JdbcClient sql) {
            return OptionalLong.of(PersonRequest.count(sql, ERASE));
        }

        @Override
        public Chunk next(JdbcClient sql) {
            Optional<PersonRequest> found = PersonRequest.oldest(sql, ERASE);
            if (found.isEmpty()) {
                return Chunk.last(0);
            }
            PersonRequest request = found.get();
            Optional<String> obstacle =
                    sql.sql("select ops.erasure_obstacle(?)")
                            .param(request.person())
                            .query((row, number) -> Optional.ofNullable(row.getString(1)))
                            .single();
            if (obstacle.isPresent()) {
                request.refused(sql, obstacle.get());
                return Chunk.of(0);
            }
            long rows =
                    sql.sql("select ops.erase_person(?)")
                            .param(request.person())
                            .query(Long.class)
                            .single();
            ErasureInFiles.note(sql, request.person());
            request.done(sql, "rows", Long.toString(rows));
            return Chunk.of(1);
        }
    }
}
