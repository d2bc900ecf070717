package dev.millrace.batch.ledgerreconcile;

import dev.millrace.batch.job.BatchJob;
import dev.millrace.batch.job.JobDescription;
import dev.millrace.batch.job.JobRun;
import dev.millrace.batch.job.Parameter;
import dev.millrace.batch.job.WorkStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * B15: payments and refunds against their transactions, the ledger of payouts, what providers and
 * banks have told, and the derived state of payments. What does not agree is kept as a finding;
 * payouts of whom it concerns stop until a person has settled it. Nothing is mended.
 */
public final class LedgerReconcile implements BatchJob {

    static final String SLACK_MINUTES = "slack-minutes";

    private static final int SLACK_MINUTES_DEFAULT = 60;

    /** Steps, and the views of what does not agree. */
    private static final Map<String, String> VIEWS = new LinkedHashMap<>();

    static {
        VIEWS.put("transactions", "oracle.transaction_findings");
        VIEWS.put("ledger", "oracle.ledger_findings");
        VIEWS.put("provider", "oracle.provider_findings");
        VIEWS.put("results", "oracle.result_findings");
    }

    private final Duration patience;

    /**
     * @param patience how long the run waits for the derived state of payments to catch up
     */
    public LedgerReconcile(Duration patience) {
        this.patience = patience;
    }

    @Override
    public JobDescription description() {
        return new JobDescription(
                "B15",
                "ledger-reconcile",
                "Holds payments, refunds, ledger and providers' records against each other.",
                Parameter.count(
                        SLACK_MINUTES,
                        SLACK_MINUTES_DEFAULT,
                        "what is younger than so many minutes may still be under way"));
    }

    @Override
    public List<WorkStep> steps(JobRun run) {
        List<WorkStep> steps = new ArrayList<>();
        VIEWS.forEach((step, view) -> steps.add(new WorkStep(step, new Found(run, view))));
        // It may wait for the pipeline, so it comes last.
        steps.add(
                WorkStep.outsideOfTransactions("payment-state", new PaymentStates(run, patience)));
        return steps;
    }

    @Override
    public List<String> plan(JobRun run, JdbcClient sql) {
        List<String> lines = new ArrayList<>();
        VIEWS.values().forEach(view -> lines.addAll(Found.plan(run, sql, view)));
        lines.add("compare derived.payment_state with its oracle");
        return lines;
    }
}
