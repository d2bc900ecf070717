package dev.millrace.batch.payouts;

import dev.millrace.batch.job.BatchJob;
import dev.millrace.batch.job.Chunk;
import dev.millrace.batch.job.FreshStatistics;
import dev.millrace.batch.job.JobDescription;
import dev.millrace.batch.job.JobRun;
import dev.millrace.batch.job.Parameter;
import dev.millrace.batch.job.Parameter.Kind;
import dev.millrace.batch.job.Work;
import dev.millrace.batch.job.WorkStep;
import dev.millrace.batch.payouts.findings.Findings;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * B14: takes each payment and each refund of a practitioner once, ever, posts it, and proposes a
 * payout for everyone whose open items come to enough. No money moves before the batch is approved.
 */
public final class PractitionerPayouts implements BatchJob {

    static final String MINIMUM = "minimum";
    static final String MAXIMUM = "maximum";
    static final String AUTOMATIC_BELOW = "automatic-below";

    private static final int VIOLATIONS_NAMED = 5;
    private static final int LEFT_OUT_NAMED = 20;

    private final PayoutSettings settings;

    public PractitionerPayouts(PayoutSettings settings) {
        this.settings = settings;
    }

    @Override
    public JobDescription description() {
        return new JobDescription(
                "B14",
                "practitioner-payouts",
                "Proposes a payout for each practitioner and currency of a period.",
                Parameter.optional(
                        Period.START,
                        Kind.DATE,
                        "first day of the period, UTC; by default six days before its end"),
                Parameter.optional(
                        Period.END,
                        Kind.DATE,
                        "last day of the period, UTC; by default the Sunday before the cut-off"),
                Parameter.count(
                        Period.HOLD_DAYS,
                        settings.holdDays(),
                        "days before the end whose payments wait for the next run"),
                Parameter.count(
                        MINIMUM,
                        settings.minimumCents(),
                        "least payout, in minor units; less is carried forward"),
                Parameter.count(
                        MAXIMUM,
                        settings.maximumCents(),
                        "largest payout, in minor units; more waits for a person; 0: no limit"),
                Parameter.count(
                        AUTOMATIC_BELOW,
                        settings.automaticBelowCents(),
                        "a batch is approved by itself when each payout is below; 0: none"));
    }

    @Override
    public List<WorkStep> steps(JobRun run) {
        Period period = Period.of(run);
        return List.of(
                new WorkStep("payments", new EarnedItems(period, run.chunkSize())),
                new WorkStep("refunds", new RefundedItems(period, run.chunkSize())),
                new WorkStep(
                        "statistics of items",
                        new FreshStatistics("billing.payout_items", "billing.ledger_entries")),
                new WorkStep("payouts", new ProposedPayouts(run, period)),
                new WorkStep("approval", new AutomaticApproval(run, period)),
                new WorkStep(
                        "statistics of payouts",
                        new FreshStatistics(
                                "billing.payout_items",
                                "billing.payouts",
                                "billing.payout_batch_members")),
                new WorkStep("check", new Check()));
    }

    @Override
    public List<String> plan(JobRun run, JdbcClient sql) {
        Period period = Period.of(run);
        List<String> lines = new ArrayList<>();
        lines.add("pay for %s to %s".formatted(period.first(), period.last()));
        lines.addAll(
                sql.sql(
                                """
                                select format('take %s payments in %s: %s', count(*), currency,
                                    sum(practitioner_amount_cents))
                                from billing.payments p
                                where %s
                                group by currency
                                order by currency
                                """
                                        .replace("where %s", "where " + EarnedItems.OPEN))
                        .param("before", period.paymentsEnd())
                        .query(String.class)
                        .list());
        lines.addAll(
                sql.sql(
                                """
                                select format('take %s refunds in %s', count(*), r.currency)
                                from billing.refunds r
                                where r.status = 'succeeded' and r.processed_at < :before
                                    and not exists (
                                        select from billing.payout_items i where i.refund_id = r.id)
                                    and exists (
                                        select from billing.payments p
                                        where p.id = r.payment_id
                                            and p.practitioner_amount_cents > 0)
                                group by r.currency
                                order by r.currency
                                """)
                        .param("before", period.end())
                        .query(String.class)
                        .list());
        lines.addAll(
                sql.sql(
                                """
                                select format('carried so far: %s items of %s practitioners in %s: %s',
                                    count(*), count(distinct practitioner_id), currency,
                                    sum(amount_cents))
                                from billing.payout_items
                                where payout_id is null
                                group by currency
                                order by currency
                                """)
                        .query(String.class)
                        .list());
        lines.addAll(new Findings(sql).leftOut(LEFT_OUT_NAMED));
        return lines;
    }

    /** Whatever does not add up in the end, is named. */
    private static final class Check implements Work {

        @Override
        public OptionalLong total(JdbcClient sql) {
            return OptionalLong.of(0);
        }

        @Override
        public Chunk next(JdbcClient sql) {
            // Everything is looked at once, in sets.
            sql.sql("select set_config('work_mem', '64MB', true)").query().singleRow();
            List<String> found =
                    sql.sql(
                                    """
                                    select problem || ' (' || id || ')' from oracle.payout_violations
                                    union all
                                    select problem || ' (' || id || ')' from oracle.ledger_violations
                                    limit ?
                                    """)
                            .param(VIOLATIONS_NAMED)
                            .query(String.class)
                            .list();
            if (!found.isEmpty()) {
                throw new PipelineException(
                        ErrorKind.JOB_FAILED,
                        "payouts do not add up: "
                                + String.join(", ", found)
                                + "; oracle.payout_violations and oracle.ledger_violations name all");
            }
            return Chunk.last(0);
        }
    }
}
