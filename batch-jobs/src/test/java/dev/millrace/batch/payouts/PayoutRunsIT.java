package dev.millrace.batch.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** B14 beside an independent model. */
class PayoutRunsIT {

    private final PayoutDesk desk = new PayoutDesk();
    private final UUID practitioner = desk.sales().practitioner();

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void randomSalesAgreeWithAnIndependentModel() {
        long seed = Long.getLong("millrace.test.seed", new Random().nextLong());
        System.out.println("randomSalesAgreeWithAnIndependentModel: seed " + seed);
        Random random = new Random(seed);
        int weeks = Boolean.getBoolean("millrace.test.long") ? 40 : 6;
        List<UUID> practitioners = new ArrayList<>(List.of(practitioner));
        for (int i = 0; i < 4; i++) {
            practitioners.add(desk.sales().practitioner());
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
                        desk.sales().payment(payee, amount, part, currency, day),
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
                    desk.sales().refund(entry.getKey(), back, moment);
                    sale.refunded += back;
                }
            }
            desk.run(sunday.toString(), "chunk-size", Integer.toString(1 + random.nextInt(9)));
            desk.assertNothingIsWrong();
            desk.batches().stream()
                    .filter(batch -> batch.status().equals("proposed"))
                    .forEach(batch -> desk.approve(batch.id(), "checker"));
            desk.assertNothingIsWrong();
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
        desk.sql()
                .sql(
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
}
