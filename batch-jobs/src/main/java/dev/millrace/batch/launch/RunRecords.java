package dev.millrace.batch.launch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.batch.job.JobRun;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of {@code batch.runs}, {@code batch.stop_requests} and {@code ops.maintenance_log}. */
final class RunRecords {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    private final JdbcClient sql;

    RunRecords(JdbcClient sql) {
        this.sql = sql;
    }

    /** An execution begins. */
    void begin(long execution, JobRun run, String process) {
        sql.sql(
                        """
                        with noted as (
                            insert into ops.maintenance_log
                                (activity, status, batch_run_id, details, started_at)
                            values (:job, 'started', :execution,
                                jsonb_build_object(
                                    'parameters', :parameters::jsonb, 'started_by', :startedBy),
                                clock_timestamp())
                        )
                        insert into batch.runs (
                            job_execution_id, job_name, cut_off, parameters, started_by, process)
                        values (
                            :execution, :job, :cutOff, :parameters::jsonb, :startedBy, :process)
                        """)
                .param("execution", execution)
                .param("job", run.job())
                .param("cutOff", run.cutOff())
                .param("parameters", json(run.values()))
                .param("startedBy", run.actor())
                .param("process", process)
                .update();
    }

    /** A step begins, with so many rows to do. */
    void expect(long execution, String step, OptionalLong total) {
        sql.sql(
                        """
                        update batch.runs
                        set step = :step,
                            rows_total = case
                                when :total < 0 then rows_total
                                else coalesce(rows_total, rows_done) + :total
                            end
                        where job_execution_id = :execution
                        """)
                .param("step", step)
                .param("total", total.orElse(-1))
                .param("execution", execution)
                .update();
    }

    /** A chunk has done these rows; commits with them. */
    void add(long execution, long rows) {
        sql.sql(
                        """
                        update batch.runs
                        set rows_done = rows_done + ?, chunks = chunks + 1,
                            progressed_at = clock_timestamp()
                        where job_execution_id = ?
                        """)
                .params(rows, execution)
                .update();
    }

    /** An execution has ended; a second word on it changes nothing. */
    void end(long execution, Outcome outcome, Optional<String> message) {
        sql.sql(
                        """
                        with ended as (
                            update batch.runs
                            set outcome = :outcome, message = :message,
                                ended_at = clock_timestamp()
                            where job_execution_id = :execution and outcome is null
                            returning rows_done, started_at, ended_at
                        )
                        update ops.maintenance_log m
                        set status = case :outcome when 'completed' then 'completed' else 'failed' end,
                            rows_affected = e.rows_done,
                            completed_at = e.ended_at,
                            details = m.details || jsonb_strip_nulls(jsonb_build_object(
                                'outcome', :outcome,
                                'seconds', extract(epoch from e.ended_at - e.started_at),
                                'message', :message::text))
                        from ended e
                        where m.batch_run_id = :execution and m.status = 'started'
                        """)
                .param("outcome", outcome.text())
                .param("message", message.orElse(null), java.sql.Types.VARCHAR)
                .param("execution", execution)
                .update();
    }

    /** An operator gives up an execution that had ended without being done. */
    void abandon(long execution) {
        sql.sql(
                        "update batch.runs set outcome = 'abandoned' where job_execution_id = ?"
                                + " and outcome <> 'completed'")
                .param(execution)
                .update();
    }

    void requestStop(long execution, String requestedBy) {
        sql.sql(
                        """
                        insert into batch.stop_requests (job_execution_id, requested_by)
                        values (?, ?)
                        on conflict (job_execution_id) do nothing
                        """)
                .params(execution, requestedBy)
                .update();
    }

    boolean isStopRequested(long execution) {
        return sql.sql("select exists (select from batch.stop_requests where job_execution_id = ?)")
                .param(execution)
                .query(Boolean.class)
                .single();
    }

    Optional<RunReport> find(long execution) {
        return sql.sql("select * from batch.runs where job_execution_id = ?")
                .param(execution)
                .query(RunRecords::report)
                .optional();
    }

    /**
     * An execution that has begun.
     *
     * @throws PipelineException {@link ErrorKind#JOB_REFUSED} when it has not
     */
    RunReport get(long execution) {
        return find(execution)
                .orElseThrow(() ->
                        new PipelineException(
                                ErrorKind.JOB_REFUSED,
                                "execution " + execution + " ended before it began"));
    }

    /** The newest execution of a job for this due time of its schedule. */
    Optional<RunReport> find(String job, Instant due) {
        return sql.sql(
                        """
                        select * from batch.runs
                        where job_name = ? and parameters ->> ? = ?
                        order by job_execution_id desc
                        limit 1
                        """)
                .params(job, JobRun.SCHEDULED_FOR, due.toString())
                .query(RunRecords::report)
                .optional();
    }

    /** The newest first. */
    List<RunReport> history(Optional<String> job, boolean onlyFailed, int limit) {
        return sql.sql(
                        """
                        select * from batch.runs
                        where (:job::text is null or job_name = :job)
                            and (not :onlyFailed or outcome in ('failed', 'lost'))
                        order by job_execution_id desc
                        limit :limit
                        """)
                .param("job", job.orElse(null), java.sql.Types.VARCHAR)
                .param("onlyFailed", onlyFailed)
                .param("limit", limit)
                .query(RunRecords::report)
                .list();
    }

    /** Who did what to which job or other thing; in the audit trail of the application. */
    void audit(
            String actor, String action, String resource, String id, Map<String, String> details) {
        sql.sql(
                        """
                        insert into ops.audit_logs (
                            event_type, resource_type, resource_id, action, category,
                            additional_info)
                        values ('operator_action', ?, ?, ?, 'operations',
                            jsonb_build_object('actor', ?::text) || ?::jsonb)
                        """)
                .params(resource, id, action, actor, json(details))
                .update();
    }

    private static RunReport report(ResultSet row, int number) throws SQLException {
        long total = row.getLong("rows_total");
        OptionalLong rowsTotal = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(total);
        return new RunReport(
                row.getLong("job_execution_id"),
                row.getString("job_name"),
                texts(row.getString("parameters")),
                row.getString("started_by"),
                row.getString("process"),
                Optional.ofNullable(row.getString("step")),
                row.getLong("rows_done"),
                rowsTotal,
                instant(row, "started_at").orElseThrow(),
                instant(row, "progressed_at").orElseThrow(),
                instant(row, "ended_at"),
                Optional.ofNullable(row.getString("outcome")).map(Outcome::of),
                Optional.ofNullable(row.getString("message")));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
                .map(OffsetDateTime::toInstant);
    }

    private static String json(Map<String, String> values) {
        try {
            return JSON.writeValueAsString(values);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON: " + values, e);
        }
    }

    private static Map<String, String> texts(String json) {
        try {
            return JSON.readValue(json, TEXTS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("parameters of a run cannot be read: " + json, e);
        }
    }
}
