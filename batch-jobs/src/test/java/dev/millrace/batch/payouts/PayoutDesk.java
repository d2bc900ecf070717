package dev.millrace.batch.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.batch.fixture.BatchDatabase;
import dev.millrace.batch.fixture.JobDesk;
import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.launch.Outcome;
import dev.millrace.batch.launch.RunReport;
import dev.millrace.batch.payouts.payee.DetailsCipher;
import dev.millrace.batch.payouts.payee.PayeeAccounts;
import dev.millrace.batch.payouts.payee.PayeeDetails;
import dev.millrace.batch.payouts.sending.OperatorTransactions;
import dev.millrace.batch.payouts.sending.Transactions;
import dev.millrace.schema.settings.Secret;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A database of its own, and what the tests of payouts do and ask there. */
public final class PayoutDesk implements AutoCloseable {

    public static final String JOB = "practitioner-payouts";

    /** A valid IBAN, the example of the standard. */
    public static final String IBAN = "GB29NWBK60161331926819";

    private final JobDesk jobs = new JobDesk();
    private final JdbcClient sql = jobs.sql();
    private final BatchOperations operations = jobs.operations();
    private final Sales sales = new Sales(sql);
    private final DetailsCipher cipher =
            new DetailsCipher(new Secret(Base64.getEncoder().encodeToString(new byte[32])));

    public BatchDatabase database() {
        return jobs.database();
    }

    /** Statements of the superuser. */
    public JdbcClient sql() {
        return sql;
    }

    public BatchOperations operations() {
        return operations;
    }

    public Sales sales() {
        return sales;
    }

    public DetailsCipher cipher() {
        return cipher;
    }

    public Transactions as(String actor) {
        return new OperatorTransactions(operations, actor);
    }

    /** A practitioner with an account at a bank. */
    public UUID practitionerWithBank() {
        UUID practitioner = sales.practitioner();
        keep(practitioner, "{\"name\": \"Ada & Söhne\", \"account\": \"" + IBAN + "\"}");
        return practitioner;
    }

    public void keep(UUID practitioner, String details) {
        new PayeeAccounts(sql, cipher).keep(practitioner, PayeeDetails.fromJson(details));
    }

    /** Runs the job to its end, as maker. */
    public void run(String periodEnd, String... parameters) {
        Map<String, String> all = new HashMap<>(Map.of("period-end", periodEnd));
        for (int i = 0; i < parameters.length; i += 2) {
            all.put(parameters[i], parameters[i + 1]);
        }
        RunReport report = operations.run(JOB, all, "maker");
        assertThat(report.outcome()).as(report.toString()).contains(Outcome.COMPLETED);
    }

    /** Proposes and approves what is open; returns the batch. */
    public UUID approved(String periodEnd, String... parameters) {
        run(periodEnd, parameters);
        UUID batch = batches().getFirst().id();
        approve(batch, "checker");
        return batch;
    }

    public void approve(UUID batch, String approver) {
        operations.act(
                approver,
                "approve",
                "billing.payout_batch",
                batch.toString(),
                work -> {
                    new PayoutBatches(work).approve(batch, approver);
                    return true;
                });
    }

    /** The newest first. */
    public List<PayoutBatch> batches() {
        return operations.look(work -> new PayoutBatches(work).newest(100));
    }

    public List<String> payouts() {
        return sql.sql(
                        """
                        select concat_ws(' ', period_start, period_end, amount_cents, currency, status)
                        from billing.payouts order by period_start, currency, amount_cents desc, status::text
                        """)
                .query(String.class)
                .list();
    }

    /** What is not part of a payout. */
    public List<String> carried() {
        return sql.sql(
                        """
                        select currency || ' ' || sum(amount_cents) from billing.payout_items
                        where payout_id is null group by currency order by 1
                        """)
                .query(String.class)
                .list();
    }

    /** Debits less credits of the accounts of a kind. */
    public long balance(String kind) {
        return sql.sql(
                        """
                        select coalesce(sum(e.amount_cents), 0)
                        from billing.ledger_entries e
                        join billing.ledger_accounts a on a.id = e.account_id
                        where a.kind = ?
                        """)
                .param(kind)
                .query(Long.class)
                .single();
    }

    public void assertNothingIsWrong() {
        assertThat(
                        sql.sql(
                                        """
                                        select problem from oracle.payout_violations
                                        union all select problem from oracle.ledger_violations
                                        """)
                                .query(String.class)
                                .list())
                .isEmpty();
    }

    @Override
    public void close() {
        jobs.close();
    }
}
