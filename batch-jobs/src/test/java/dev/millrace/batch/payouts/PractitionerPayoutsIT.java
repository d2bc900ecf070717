package dev.millrace.batch.payouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.batch.fixture.BatchDatabase;
import dev.millrace.batch.fixture.BatchProcess;
import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.launch.Outcome;
import dev.millrace.batch.launch.RunReport;
import dev.millrace.devstack.testsupport.JavaProcess;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** B14: section 2.3 of the design and acceptance row K11, on a real server. */
class PractitionerPayoutsIT {

    private static final String JOB = "practitioner-payouts";

    private BatchDatabase database;
    private JdbcClient sql;
    private BatchOperations operations;
    private Sales sales;
    private UUID practitioner;

    @BeforeEach
    void open() {
        database = BatchDatabase.migrated();
        sql = database.sql();
        operations = database.operations(database.jobs(), new SimpleMeterRegistry());
        sales = new Sales(sql);
        practitioner = sales.practitioner();
    }

    @AfterEach
    void close() {
        operations.close();
    }

    @Test
    void workedExampleOfTheDesign() {
        UUID first = sales.payment(practitioner, 10000, 8500, "USD", "2026-03-02");
        UUID second = sales.payment(practitioner, 9999, 8499, "USD", "2026-03-03");
        sales.refund(second, 3333, "2026-03-04 10:00Z");
        sales.refund(second, 6666, "2026-03-05 10:00Z");

        run("2026-03-08");
        assertThat(payouts()).containsExactly("2026-03-02 2026-03-08 8500 USD pending");
        assertThat(shares(second)).containsExactly(2833L, 5666L);
        run("2026-03-08");
        assertThat(payouts()).hasSize(1);

        sales.refund(first, 10000, "2026-03-10 10:00Z");
        sales.payment(practitioner, 5000, 4250, "USD", "2026-03-11");
        run("2026-03-15");
        assertThat(payouts()).hasSize(1);
        assertThat(carried()).containsExactly("USD -4250");
        assertNothingIsWrong();
    }

    @Test
    void latePaymentIsTakenNextTimeAndOneThatIsNotDueWaits() {
        sales.payment(practitioner, 1000, 900, "USD", "2026-03-02");
        sales.payment(practitioner, 1000, 700, "USD", "2026-03-09");
        run("2026-03-08");
        sales.payment(practitioner, 1000, 50, "USD", "2026-02-01");

        run("2026-03-08");
        assertThat(payouts()).containsExactly("2026-03-02 2026-03-08 900 USD pending");
        run("2026-03-15");

        assertThat(payouts())
                .containsExactly(
                        "2026-03-02 2026-03-08 900 USD pending",
                        "2026-03-09 2026-03-15 750 USD pending");
        assertNothingIsWrong();
    }

    @Test
    void statementNamesEveryPaymentAndRefund() {
        UUID first = sales.payment(practitioner, 1000, 900, "USD", "2026-03-02");
        UUID refund = sales.refund(first, 100, "2026-03-04 10:00Z");
        run("2026-03-08");
        UUID second = sales.payment(practitioner, 1000, 700, "USD", "2026-03-09");
        sales.payment(sales.practitioner(), 1000, 900, "USD", "2026-03-09");
        run("2026-03-15", "minimum", "701");

        List<StatementLine> statement =
                operations.look(work -> StatementLine.of(work, practitioner));
        assertThat(statement)
                .extracting(line ->
                        "%s %s %s %s"
                                .formatted(
                                        line.payoutStatus().orElse("carried"),
                                        line.kind(),
                                        line.reference(),
                                        MinorUnits.plain(line.amount(), line.currency())))
                .containsExactly(
                        "pending payment " + first + " 9.00",
                        "pending refund " + refund + " -0.90",
                        "carried payment " + second + " 7.00");
    }

    @Test
    void currenciesNeverMix() {
        sales.payment(practitioner, 1000, 900, "USD", "2026-03-02");
        sales.payment(practitioner, 5000, 4000, "JPY", "2026-03-02");
        UUID dinar = sales.payment(practitioner, 12345, 11111, "KWD", "2026-03-02");
        sales.refund(dinar, 12345, "2026-03-03 10:00Z");

        run("2026-03-08");

        assertThat(payouts())
                .containsExactly(
                        "2026-03-02 2026-03-08 4000 JPY pending",
                        "2026-03-02 2026-03-08 900 USD pending");
        assertThat(carried()).containsExactly("KWD 0");
        PayoutBatch batch = batches().getFirst();
        assertThat(batch.totals()).containsExactly("4000 JPY", "9.00 USD");
        assertNothingIsWrong();
    }

    @Test
    void holdMinimumMaximumAndInactiveAccountsWait() {
        UUID held = practitioner;
        UUID small = sales.practitioner();
        UUID large = sales.practitioner();
        UUID inactive = sales.practitioner();
        UUID own = sales.practitioner();
        sales.payment(held, 1000, 900, "USD", "2026-03-07");
        sales.payment(small, 1000, 99, "USD", "2026-03-02");
        sales.payment(large, 9000, 5001, "USD", "2026-03-02");
        sales.payment(inactive, 1000, 900, "USD", "2026-03-02");
        sales.payment(own, 1000, 900, "USD", "2026-03-02");
        sql.sql(
                        """
                        insert into billing.payout_accounts
                            (practitioner_id, payout_method, minimum_payout_cents, is_active)
                        values (?, 'paypal', 0, false), (?, 'paypal', 901, true)
                        """)
                .params(inactive, own)
                .update();

        run("2026-03-08", "hold-days", "2", "minimum", "100", "maximum", "5000");
        assertThat(payouts()).isEmpty();
        run("2026-03-15", "minimum", "99", "maximum", "5001");

        assertThat(payouts())
                .containsExactly(
                        "2026-03-09 2026-03-15 5001 USD pending",
                        "2026-03-09 2026-03-15 900 USD pending",
                        "2026-03-09 2026-03-15 99 USD pending");
    }

    @Test
    void anotherPersonApprovesAndOnlyOnce() {
        sales.payment(practitioner, 1000, 900, "USD", "2026-03-02");
        run("2026-03-08");
        PayoutBatch batch = batches().getFirst();
        assertThat(batch.status()).isEqualTo("proposed");
        assertThat(balance("payable")).isEqualTo(-900);

        assertThatThrownBy(() -> approve(batch.id(), "maker"))
                .hasMessageContaining("was proposed by maker: another person decides");
        approve(batch.id(), "checker");
        assertThatThrownBy(() -> approve(batch.id(), "third"))
                .hasMessageContaining("is decided already: approved by checker");

        assertThat(payouts()).containsExactly("2026-03-02 2026-03-08 900 USD processing");
        assertThat(balance("payable")).isZero();
        assertThat(balance("sending")).isEqualTo(-900);
        assertThat(
                        sql.sql(
                                        """
                                        select additional_info ->> 'actor' from ops.audit_logs
                                        where resource_type = 'billing.payout_batch'
                                        """)
                                .query(String.class)
                                .list())
                .containsExactly("checker");
        assertNothingIsWrong();
    }

    @Test
    void rejectedBatchOpensItsItemsAgain() {
        sales.payment(practitioner, 1000, 900, "USD", "2026-03-02");
        run("2026-03-08");

        UUID batch = batches().getFirst().id();
        operations.act(
                "checker",
                "reject",
                "billing.payout_batch",
                batch.toString(),
                work -> {
                    new PayoutBatches(work).reject(batch, "checker", "wrong week");
                    return true;
                });

        assertThat(payouts()).containsExactly("2026-03-02 2026-03-08 900 USD cancelled");
        assertThat(carried()).containsExactly("USD 900");
        run("2026-03-08");
        assertThat(payouts())
                .containsExactly(
                        "2026-03-02 2026-03-08 900 USD cancelled",
                        "2026-03-02 2026-03-08 900 USD pending");
        assertNothingIsWrong();
    }

    @Test
    void smallBatchIsApprovedByItselfAndABatchWithOneLargePayoutIsNot() {
        sales.payment(practitioner, 1000, 900, "USD", "2026-03-02");
        run("2026-03-08", "automatic-below", "901");
        assertThat(payouts()).containsExactly("2026-03-02 2026-03-08 900 USD processing");

        sales.payment(practitioner, 1000, 901, "USD", "2026-03-09");
        sales.payment(sales.practitioner(), 1000, 1, "USD", "2026-03-09");
        run("2026-03-15", "automatic-below", "901");

        assertThat(payouts())
                .contains(
                        "2026-03-09 2026-03-15 901 USD pending",
                        "2026-03-09 2026-03-15 1 USD pending");
        assertNothingIsWrong();
    }

    @Test
    void ledgerRefusesWhatDoesNotBalanceAndEveryChange() {
        sales.payment(practitioner, 1000, 900, "USD", "2026-03-02");
        run("2026-03-08");

        assertThatThrownBy(() ->
                        sql.sql(
                                        """
                                        insert into billing.ledger_entries
                                            (posting_id, account_id, reason, amount_cents, currency)
                                        select gen_random_uuid(), id, 'earned', 5, currency
                                        from billing.ledger_accounts limit 1
                                        """)
                                .update())
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("does not balance: USD 5");
        for (String change :
                List.of(
                        "update billing.ledger_entries set amount_cents = 1",
                        "delete from billing.ledger_entries",
                        "truncate billing.ledger_entries")) {
            assertThatThrownBy(() -> sql.sql(change).update())
                    .hasMessageContaining("billing.ledger_entries is refused");
        }
    }

    @Test
    void whatDoesNotAddUpIsNamed() {
        sales.payment(practitioner, 1000, 900, "USD", "2026-03-02");
        run("2026-03-08");
        UUID payout = sql.sql("select id from billing.payouts").query(UUID.class).single();
        sql.sql("update billing.payouts set amount_cents = 901").update();

        RunReport report = operations.run(JOB, Map.of("period-end", "2026-03-15"), "maker");

        assertThat(report.outcome()).contains(Outcome.FAILED);
        assertThat(report.message().orElseThrow())
                .contains("amount differs from items (" + payout + ")");
    }

    @Test
    void dryRunTellsAndTakesNothing() {
        UUID payment = sales.payment(practitioner, 1000, 900, "USD", "2026-03-02");
        sales.refund(payment, 100, "2026-03-03 10:00Z");

        assertThat(operations.dryRun(JOB, Map.of("period-end", "2026-03-08")))
                .containsExactly(
                        "pay for 2026-03-02 to 2026-03-08",
                        "take 1 payments in USD: 900",
                        "take 1 refunds in USD");
        assertThat(carried()).isEmpty();
    }

    @Test
    void periodThatHasNotEndedIsRefused() {
        assertThatThrownBy(() -> operations.run(JOB, Map.of("period-end", "2999-01-01"), "maker"))
                .hasMessageContaining(
                        "parameter period-end of job practitioner-payouts is '2999-01-01'");
        assertThatThrownBy(() -> operations.run(JOB, Map.of("period-end", "yesterday"), "maker"))
                .hasMessageContaining("expected a date such as");
        assertThatThrownBy(() -> operations.run(JOB, Map.of("periodend", "x"), "maker"))
                .hasMessageContaining("has no parameter 'periodend', expected one of");
        assertThat(operations.history(Optional.of(JOB), false, 5)).isEmpty();
    }

    @Test
    void randomSalesAgreeWithAnIndependentModel() {
        long seed = Long.getLong("millrace.test.seed", new Random().nextLong());
        System.out.println("randomSalesAgreeWithAnIndependentModel: seed " + seed);
        Random random = new Random(seed);
        int weeks = Boolean.getBoolean("millrace.test.long") ? 40 : 6;
        List<UUID> practitioners = new ArrayList<>(List.of(practitioner));
        for (int i = 0; i < 4; i++) {
            practitioners.add(sales.practitioner());
        }
        Map<UUID, Sale> all = new HashMap<>();
        java.time.LocalDate sunday = java.time.LocalDate.of(2025, 1, 5);
        for (int week = 0; week < weeks; week++) {
            sunday = sunday.plusWeeks(1);
            for (int i = random.nextInt(12); i > 0; i--) {
                UUID payee = practitioners.get(random.nextInt(practitioners.size()));
                String currency = List.of("USD", "JPY", "KWD").get(random.nextInt(3));
                long amount = 1 + random.nextInt(20_000);
                long part = random.nextLong(amount + 1);
                String day = sunday.minusDays(random.nextInt(10)).toString();
                all.put(
                        sales.payment(payee, amount, part, currency, day),
                        new Sale(payee, currency, amount, part));
            }
            for (Map.Entry<UUID, Sale> entry : all.entrySet()) {
                Sale sale = entry.getValue();
                long left = sale.amount - sale.refunded;
                if (left > 0 && random.nextInt(4) == 0) {
                    long back = random.nextInt(3) == 0 ? left : 1 + random.nextLong(left);
                    // Refunds become known in any order of their times.
                    String moment =
                            sunday.minusDays(random.nextInt(20))
                                    + " 1"
                                    + random.nextInt(10)
                                    + ":00Z";
                    sales.refund(entry.getKey(), back, moment);
                    sale.refunded += back;
                }
            }
            run(sunday.toString(), "chunk-size", Integer.toString(1 + random.nextInt(9)));
            assertNothingIsWrong();
            batches().stream()
                    .filter(batch -> batch.status().equals("proposed"))
                    .forEach(batch -> approve(batch.id(), "checker"));
            assertNothingIsWrong();
        }

        // What each was to get in all: P - floor(P R / A) of each sale.
        Map<String, BigInteger> expected = new TreeMap<>();
        for (Sale sale : all.values()) {
            BigInteger part = BigInteger.valueOf(sale.part);
            BigInteger back =
                    part.multiply(BigInteger.valueOf(sale.refunded))
                            .divide(BigInteger.valueOf(sale.amount));
            if (sale.part > 0) {
                expected.merge(
                        sale.practitioner + " " + sale.currency,
                        part.subtract(back),
                        BigInteger::add);
            }
        }
        Map<String, BigInteger> paidOrOpen = new TreeMap<>();
        sql.sql(
                        """
                        select p.practitioner_id || ' ' || p.currency, p.amount_cents
                        from billing.payouts p where p.status <> 'cancelled'
                        union all
                        select i.practitioner_id || ' ' || i.currency, i.amount_cents
                        from billing.payout_items i where i.payout_id is null
                        """)
                .query((row, number) -> Map.entry(row.getString(1), row.getLong(2)))
                .list()
                .forEach(e ->
                        paidOrOpen.merge(
                                e.getKey(), BigInteger.valueOf(e.getValue()), BigInteger::add));
        assertThat(paidOrOpen).isEqualTo(expected);
    }

    @Test
    void killedAtRandomPointsItPaysOnce() {
        long seed = Long.getLong("millrace.test.seed", new Random().nextLong());
        System.out.println("killedAtRandomPointsItPaysOnce: seed " + seed);
        Random random = new Random(seed);
        int rounds = Boolean.getBoolean("millrace.test.long") ? 50 : 3;
        Map<UUID, Long> expected = new HashMap<>();
        for (int i = 0; i < 60; i++) {
            UUID payee = i % 5 == 0 ? sales.practitioner() : practitioner;
            UUID payment = sales.payment(payee, 1000, 900, "USD", "2026-03-02");
            long back = i % 3 == 0 ? 500 : 0;
            if (back > 0) {
                sales.refund(payment, back, "2026-03-03 10:00Z");
            }
            expected.merge(payee, 900 - 900 * back / 1000, Long::sum);
        }
        JavaProcess process =
                BatchProcess.start(
                        database,
                        "run",
                        JOB,
                        "1",
                        "period-end=2026-03-08",
                        "chunk-size=2",
                        "rows-per-second=60");
        for (int round = 0; round < rounds; round++) {
            long chunks = chunks();
            long wanted = chunks + random.nextInt(12);
            JavaProcess running = process;
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(1 + random.nextInt(15)))
                    .until(() -> chunks() >= wanted || running.output().contains("all ended"));
            process.kill();
            assertNothingIsWrong();
            Optional<RunReport> last = last();
            if (last.isEmpty() || last.get().outcome().equals(Optional.of(Outcome.COMPLETED))) {
                break;
            }
            process =
                    BatchProcess.start(
                            database, "restart", Long.toString(last.get().execution()), "1");
        }
        process.kill();
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> {
                    Optional<RunReport> last = last();
                    if (last.isEmpty()) {
                        run("2026-03-08");
                    } else if (!last.get().outcome().equals(Optional.of(Outcome.COMPLETED))) {
                        operations.restart(last.get().execution(), "maker");
                    }
                    return true;
                });

        assertThat(
                        sql.sql("select practitioner_id, amount_cents from billing.payouts")
                                .query((row, number) ->
                                        Map.entry(row.getObject(1, UUID.class), row.getLong(2)))
                                .list())
                .containsExactlyInAnyOrderElementsOf(expected.entrySet());
        assertThat(carried()).isEmpty();
        assertThat(batches()).hasSize(1);
        assertNothingIsWrong();
    }

    private static final class Sale {
        private final UUID practitioner;
        private final String currency;
        private final long amount;
        private final long part;
        private long refunded;

        Sale(UUID practitioner, String currency, long amount, long part) {
            this.practitioner = practitioner;
            this.currency = currency;
            this.amount = amount;
            this.part = part;
        }
    }

    private void run(String periodEnd, String... parameters) {
        Map<String, String> all = new HashMap<>(Map.of("period-end", periodEnd));
        for (int i = 0; i < parameters.length; i += 2) {
            all.put(parameters[i], parameters[i + 1]);
        }
        RunReport report = operations.run(JOB, all, "maker");
        assertThat(report.outcome()).as(report.toString()).contains(Outcome.COMPLETED);
    }

    private void approve(UUID batch, String approver) {
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

    private List<PayoutBatch> batches() {
        return operations.look(work -> new PayoutBatches(work).newest(100));
    }

    private Optional<RunReport> last() {
        return operations.history(Optional.of(JOB), false, 1).stream().findFirst();
    }

    private long chunks() {
        return sql.sql("select coalesce(sum(chunks), 0) from batch.runs")
                .query(Long.class)
                .single();
    }

    private List<String> payouts() {
        return sql.sql(
                        """
                        select concat_ws(' ', period_start, period_end, amount_cents, currency, status)
                        from billing.payouts order by period_start, currency, amount_cents desc, status::text
                        """)
                .query(String.class)
                .list();
    }

    private List<String> carried() {
        return sql.sql(
                        """
                        select currency || ' ' || sum(amount_cents) from billing.payout_items
                        where payout_id is null group by currency order by 1
                        """)
                .query(String.class)
                .list();
    }

    private List<Long> shares(UUID payment) {
        return sql.sql(
                        """
                        select practitioner_share_cents from billing.refunds
                        where payment_id = ? order by processed_at
                        """)
                .param(payment)
                .query(Long.class)
                .list();
    }

    /** Debits less credits. */
    private long balance(String kind) {
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

    private void assertNothingIsWrong() {
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
}
