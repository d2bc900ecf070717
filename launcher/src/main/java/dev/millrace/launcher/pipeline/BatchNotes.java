package dev.millrace.launcher.pipeline;

import dev.millrace.batch.schedule.JobScheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;

/** Batch jobs as the database shows them. */
final class BatchNotes {

    private BatchNotes() {}

    /** Whether some process runs the role, what comes next, and what failed last. */
    static List<String> lines(DSLContext sql) {
        List<String> lines = new ArrayList<>();
        boolean isRunning =
                Optional.ofNullable(
                                sql.fetchValue(
                                        """
                                        select exists (
                                            select from pg_stat_activity
                                            where application_name = ?
                                                and datname = current_database())
                                        """,
                                        JobScheduler.SESSIONS))
                        .equals(Optional.of(true));
        lines.add(
                "batch      %s%s"
                        .formatted(
                                isRunning
                                        ? "connected"
                                        : "NOT CONNECTED: no due job is run; ./millrace batch",
                                summary(sql)));
        sql.resultQuery(
                        """
                        select r.job_name, r.job_execution_id, r.outcome,
                            coalesce(split_part(r.message, chr(10), 1), '') as message
                        from (
                            select distinct on (job_name) * from batch.runs
                            order by job_name, job_execution_id desc
                        ) r
                        where r.outcome in ('failed', 'lost', 'stopped')
                        order by 1
                        """)
                .forEach(row ->
                        lines.add(
                                "job        %s: execution %s %s %s"
                                        .formatted(
                                                row.get("job_name"),
                                                row.get("job_execution_id"),
                                                row.get("outcome"),
                                                row.get("message"))));
        return lines;
    }

    private static String summary(DSLContext sql) {
        return Optional.ofNullable(
                        (String)
                                sql.fetchValue(
                                        """
                                        select concat(
                                            ', next ' || min(job_name || ' at '
                                                    || to_char(next_due at time zone 'UTC',
                                                        'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
                                                filter (where not is_paused and place = 1),
                                            ', paused ' || string_agg(job_name, ', ' order by job_name)
                                                filter (where is_paused))
                                        from (
                                            select *, row_number() over (
                                                partition by is_paused
                                                order by next_due, job_name) as place
                                            from batch.schedules
                                        ) s
                                        """))
                .orElse("");
    }
}
