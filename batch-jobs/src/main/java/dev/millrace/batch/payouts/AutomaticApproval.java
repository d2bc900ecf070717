package dev.millrace.batch.payouts;

import dev.millrace.batch.job.Chunk;
import dev.millrace.batch.job.JobRun;
import dev.millrace.batch.job.Work;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Approves what this run proposed, when no payout of it reaches the limit. */
final class AutomaticApproval implements Work {

    private static final String APPROVER = "limit of automatic approval";

    private final JobRun run;
    private final Period period;

    AutomaticApproval(JobRun run, Period period) {
        this.run = run;
        this.period = period;
    }

    @Override
    public OptionalLong total(JdbcClient sql) {
        return OptionalLong.of(0);
    }

    @Override
    public Chunk next(JdbcClient sql) {
        List<UUID> small =
                sql.sql(
                                """
                                select b.id
                                from billing.payout_batches b
                                where b.period_end = :last and b.cut_off = :cutOff
                                    and b.status = 'proposed'
                                    and not exists (
                                        select from billing.payout_batch_members m
                                        join billing.payouts p on p.id = m.payout_id
                                        where m.batch_id = b.id and p.amount_cents >= :limit)
                                """)
                        .param("last", period.last())
                        .param("cutOff", run.cutOff())
                        .param("limit", run.number(PractitionerPayouts.AUTOMATIC_BELOW))
                        .query(UUID.class)
                        .list();
        small.forEach(batch -> new PayoutBatches(sql).approve(batch, APPROVER));
        return Chunk.last(0);
    }
}
