package dev.millrace.batch.payouts.results;

import static dev.millrace.batch.payouts.results.ResultFiles.booking;
import static dev.millrace.batch.payouts.results.ResultFiles.comeBack;
import static dev.millrace.batch.payouts.results.ResultFiles.notification;
import static dev.millrace.batch.payouts.results.ResultFiles.status;
import static dev.millrace.batch.payouts.results.ResultFiles.statusReport;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.batch.payouts.PayoutDesk;
import dev.millrace.batch.payouts.sending.Transfer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever banks tell, the money is where the books of the bank say. */
class PayoutResultsRandomIT {

    private final PayoutDesk desk = new PayoutDesk();
    private final UUID practitioner = desk.practitionerWithBank();

    private BankDesk bank;

    @BeforeEach
    void open(@TempDir Path folder) {
        bank = new BankDesk(desk, folder.resolve("pay"));
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void whateverBanksTellInWhateverOrderNothingIsPaidTwice() {
        long seed = Long.getLong("millrace.test.seed", new Random().nextLong());
        System.out.println("whateverBanksTellInWhateverOrderNothingIsPaidTwice: seed " + seed);
        Random random = new Random(seed);
        int rounds = Boolean.getBoolean("millrace.test.long") ? 40 : 6;
        java.time.LocalDate sunday = java.time.LocalDate.of(2026, 1, 4);
        // What the bank holds of us: a reference, what it was for, and whether it came back.
        Map<String, Long> heldByBank = new HashMap<>();
        long earned = 0;
        List<UUID> batches = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            sunday = sunday.plusWeeks(1);
            for (int i = 0; i < 3; i++) {
                long part = 1 + random.nextInt(1000);
                earned += part;
                desk.sales()
                        .payment(
                                i == 0 ? practitioner : desk.practitionerWithBank(),
                                part,
                                part,
                                "USD",
                                sunday.minusDays(1).toString());
            }
            batches.add(desk.approved(sunday.toString()));
            batches.forEach(bank::send);
            List<String> told = new ArrayList<>();
            List<String> statuses = new ArrayList<>();
            for (Map.Entry<String, Long> transfer : unknownTo(heldByBank).entrySet()) {
                String amount = java.math.BigDecimal.valueOf(transfer.getValue(), 2).toString();
                String reference = transfer.getKey();
                switch (random.nextInt(4)) {
                    case 0 -> {
                        told.add(booking(reference, "DBIT", amount, "USD"));
                        heldByBank.put(reference, transfer.getValue());
                    }
                    case 1 -> {
                        told.add(booking(reference, "DBIT", amount, "USD"));
                        told.add(comeBack(reference, amount, "USD", "AC04"));
                        heldByBank.put(reference, 0L);
                    }
                    case 2 -> {
                        statuses.add(status(reference, "RJCT", "AM04"));
                        heldByBank.put(reference, 0L);
                    }
                    default -> statuses.add(status(reference, "ACSP", ""));
                }
            }
            Collections.shuffle(told, random);
            bank.read("n" + round, notification("N" + round, told));
            bank.read("s" + round, statusReport("S" + round, "M", "PART", statuses));
            bank.read("again" + round, notification("again" + round, told));
            desk.assertNothingIsWrong();
        }

        long left = heldByBank.values().stream().mapToLong(Long::longValue).sum();
        assertThat(desk.balance("paid")).isEqualTo(-left);
        assertThat(desk.balance("held")).isEqualTo(earned);
        assertThat(desk.balance("payable") + desk.balance("sending")).isEqualTo(left - earned);
    }

    private Map<String, Long> unknownTo(Map<String, Long> heldByBank) {
        Map<String, Long> unknown = new HashMap<>();
        desk
                .sql()
                .sql("select id, amount_cents from billing.payout_transfers")
                .query((row, number) ->
                        Map.entry(Transfer.reference(row.getObject(1, UUID.class)), row.getLong(2)))
                .list()
                .stream()
                .filter(transfer -> !heldByBank.containsKey(transfer.getKey()))
                .forEach(transfer -> unknown.put(transfer.getKey(), transfer.getValue()));
        return unknown;
    }
}
