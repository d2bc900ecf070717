package dev.millrace.batch.subscriptionexpiry;

import dev.millrace.batch.job.BatchJob;
import dev.millrace.batch.job.JobDescription;
import dev.millrace.batch.job.JobRun;
import dev.millrace.batch.job.Parameter;
import dev.millrace.batch.job.WorkStep;
import dev.millrace.batch.sweep.Sweep;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * B16: a subscription past the end of its period is canceled when it was to be, past due at first
 * otherwise, and expired after days of grace. Members whose membership has ended are told once.
 */
public final class SubscriptionExpiry implements BatchJob {

    private static final String GRACE = "grace-days";
    private static final String TOLD = "told-days";

    private static final String SUBSCRIPTIONS = "billing.subscriptions";

    @Override
    public JobDescription description() {
        return new JobDescription(
                "B16",
                "subscription-expiry",
                "Ends subscriptions past their period, tells members whose membership has ended.",
                Parameter.count(
                        GRACE, 7, "days for which a subscription is past due before it expires"),
                Parameter.count(
                        TOLD,
                        30,
                        "days after the end of a membership in which its member is told"));
    }

    @Override
    public List<WorkStep> steps(JobRun run) {
        List<WorkStep> steps = new ArrayList<>();
        List<Sweep> sweeps = sweeps(run);
        for (int i = 0; i < sweeps.size(); i++) {
            steps.add(new WorkStep((i + 1) + " " + SUBSCRIPTIONS, sweeps.get(i)));
        }
        steps.add(new WorkStep("memberships", notices(run)));
        return steps;
    }

    @Override
    public List<String> plan(JobRun run, JdbcClient sql) {
        List<String> lines =
                new ArrayList<>(sweeps(run).stream().map(sweep -> sweep.plan(sql)).toList());
        lines.add(
                "tell %d members that their membership has ended"
                        .formatted(notices(run).total(sql).orElseThrow()));
        return lines;
    }

    /** Each takes what the ones before it have left. */
    private static List<Sweep> sweeps(JobRun run) {
        return List.of(
                Sweep.update(
                        run,
                        SUBSCRIPTIONS,
                        "t.status in ('trialing', 'active', 'past_due')"
                                + " and t.cancel_at_period_end and t.current_period_end < :now",
                        "status = 'canceled', ended_at = t.current_period_end,"
                                + " canceled_at = coalesce(t.canceled_at, t.current_period_end)"),
                Sweep.update(
                        run,
                        SUBSCRIPTIONS,
                        "t.status in ('trialing', 'active', 'past_due')"
                                + " and not t.cancel_at_period_end"
                                + " and t.current_period_end < :now::timestamptz - interval '%d days'"
                                        .formatted(run.number(GRACE)),
                        "status = 'expired', ended_at = :now"),
                Sweep.update(
                        run,
                        SUBSCRIPTIONS,
                        "t.status in ('trialing', 'active')"
                                + " and not t.cancel_at_period_end and t.current_period_end < :now",
                        "status = 'past_due'"));
    }

    private static EndedMemberships notices(JobRun run) {
        return new EndedMemberships(run, run.number(TOLD));
    }
}
