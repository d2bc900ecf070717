package dev.millrace.batch.payouts.results;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.batch.payouts.PayoutDesk;
import dev.millrace.batch.payouts.bank.BankFileChannel;
import dev.millrace.batch.payouts.bank.Debtor;
import dev.millrace.batch.payouts.payee.BankAccount;
import dev.millrace.batch.payouts.sending.PayoutSending;
import dev.millrace.batch.payouts.sending.TransferOutcomes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What the tests of results send, read and ask. */
final class BankDesk {

    private final PayoutDesk desk;
    private final Path folder;

    BankDesk(PayoutDesk desk, Path folder) {
        this.desk = desk;
        this.folder = folder;
    }

    ResultReport read(String name, byte[] file) {
        return new PayoutResults(desk.as("clerk")).read(name, file);
    }

    void send(UUID batch) {
        assertThat(
                        new PayoutSending(
                                        List.of(
                                                new BankFileChannel(
                                                        new Debtor(
                                                                "Klear Ltd",
                                                                new BankAccount(
                                                                        PayoutDesk.IBAN,
                                                                        Optional.empty(),
                                                                        Optional.empty())),
                                                        desk.cipher(),
                                                        folder)),
                                        desk.as("tom"))
                                .send(batch)
                                .isWhole())
                .isTrue();
    }

    void cancel(UUID payout) {
        desk.as("clerk")
                .act(
                        "cancel",
                        "billing.payout",
                        payout.toString(),
                        Map.of(),
                        sql -> {
                            new TransferOutcomes(sql, "clerk").cancel(payout, "gave up");
                            return true;
                        });
    }

    List<String> references() {
        return desk.sql()
                .sql(
                        "select replace(id::text, '-', '') from billing.payout_transfers order by sent_at")
                .query(String.class)
                .list();
    }

    /** The newest. */
    String message() {
        return desk.sql()
                .sql(
                        """
                        select replace(id::text, '-', '') from billing.payout_messages
                        order by prepared_at desc limit 1
                        """)
                .query(String.class)
                .single();
    }

    List<String> entries() {
        return desk.sql()
                .sql("select e::text from billing.ledger_entries e")
                .query(String.class)
                .list();
    }

    List<String> everything() {
        return desk.sql()
                .sql(
                        """
                        select 'files ' || count(*) from billing.payout_result_files
                        union all select 'results ' || count(*) from billing.payout_results
                        union all select p::text from billing.payouts p
                        union all select t::text from billing.payout_transfers t
                        union all select e::text from billing.ledger_entries e
                        """)
                .query(String.class)
                .list();
    }
}
