package dev.millrace.batch.payouts.findings;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** {@code billing.reconciliation_findings}, within one transaction of the caller. */
public final class Findings {

    /** A condition: the payouts of the practitioner in this column are stopped. */
    private static final String STOPPED =
            """
            exists (
                select from billing.reconciliation_findings finding
                where finding.practitioner_id = %s and finding.settled_at is null)
            """;

    private final JdbcClient sql;

    public Findings(JdbcClient sql) {
        this.sql = sql;
    }

    /**
     * An SQL condition that is true for a practitioner with an open finding.
     *
     * @param column that holds the practitioner's id
     */
    public static String stopped(String column) {
        return STOPPED.formatted(column);
    }

    /** Open ones, the oldest first; with settled ones, if asked for. */
    public List<Finding> all(boolean withSettled) {
        return sql.sql(
                        """
                        select * from billing.reconciliation_findings
                        where :all or settled_at is null
                        order by found_at, problem, subject, id
                        """)
                .param("all", withSettled)
                .query((row, number) -> finding(row))
                .list();
    }

    /** Why nothing is paid to a practitioner; empty when nothing stands against it. */
    public Optional<String> against(UUID practitioner) {
        return sql.sql(
                        """
                        select format('%s open finding(s), the first: %s (%s); see ./millrace payouts findings',
                            count(*) over (), problem, subject)
                        from billing.reconciliation_findings
                        where practitioner_id = ? and settled_at is null
                        order by found_at, problem, subject
                        limit 1
                        """)
                .param(practitioner)
                .query(String.class)
                .optional();
    }

    /** Practitioners who have something to get and are left out, and why. */
    public List<String> leftOut(int limit) {
        return sql
                .sql(
                        """
                        select distinct i.practitioner_id
                        from billing.payout_items i
                        where i.payout_id is null and %s
                        order by i.practitioner_id
                        limit ?
                        """
                                .formatted(stopped("i.practitioner_id")))
                .param(limit)
                .query(UUID.class)
                .list()
                .stream()
                .map(practitioner ->
                        "practitioner %s is left out: %s"
                                .formatted(practitioner, against(practitioner).orElse("settled")))
                .toList();
    }

    /**
     * Settles one: it stands against nobody any more.
     *
     * @throws PipelineException {@link ErrorKind#JOB_REFUSED} when there is none of this id that is
     *     open
     */
    public void settle(UUID finding, String actor, String reason) {
        int settled =
                sql.sql(
                                """
                                update billing.reconciliation_findings
                                set settled_by = ?, settled_at = now(), reason = ?
                                where id = ? and settled_at is null
                                """)
                        .params(actor, reason, finding)
                        .update();
        if (settled == 0) {
            throw new PipelineException(
                    ErrorKind.JOB_REFUSED,
                    "there is no open finding %s; ./millrace payouts findings names those there are"
                            .formatted(finding));
        }
    }

    private static Finding finding(ResultSet row) throws SQLException {
        return new Finding(
                row.getObject("id", UUID.class),
                row.getString("problem"),
                row.getString("subject"),
                row.getString("details"),
                Optional.ofNullable(row.getObject("practitioner_id", UUID.class)),
                row.getObject("found_at", OffsetDateTime.class).toInstant(),
                row.getObject("seen_at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getString("settled_by")),
                Optional.ofNullable(row.getString("reason")));
    }
}
