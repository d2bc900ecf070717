package dev.millrace.batch.payouts.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.batch.payouts.PayoutDesk;
import dev.millrace.batch.payouts.payee.BankAccount;
import dev.millrace.batch.payouts.sending.HandOver;
import dev.millrace.batch.payouts.sending.PayoutSending;
import dev.millrace.batch.payouts.sending.SendReport;
import dev.millrace.batch.payouts.sending.Transactions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From an approved batch to files, also when the sender dies between any two of its steps. */
class BankFileChannelIT {

    private static final Pattern END_TO_END = Pattern.compile("<EndToEndId>([0-9a-f]{32})<");

    @TempDir private Path folder;

    private final PayoutDesk desk = new PayoutDesk();

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void fileForEachCurrencyAndNothingTheSecondTime() throws IOException {
        UUID practitioner = desk.practitionerWithBank();
        desk.sales().payment(practitioner, 1000, 900, "USD", "2026-03-02");
        desk.sales().payment(practitioner, 1000, 800, "JPY", "2026-03-02");
        UUID batch = desk.approved("2026-03-08");

        SendReport report = send(batch, desk.as("tom"));

        assertThat(report.isWhole()).isTrue();
        assertThat(report.handedOver())
                .extracting(HandOver::currency, HandOver::transfers, HandOver::amount)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("JPY", 1L, 800L),
                        org.assertj.core.groups.Tuple.tuple("USD", 1L, 900L));
        List<Path> files = collected();
        assertThat(files).hasSize(2);
        for (Path file : files) {
            new FileSchema().check(Files.readAllBytes(file));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        assertThat(states()).containsExactly("sent", "sent");
        assertThat(send(batch, desk.as("tom")).handedOver()).isEmpty();
        assertThat(collected()).isEqualTo(files);
        assertThat(actions())
                .containsExactly(
                        "send tom",
                        "stage tom",
                        "release tom",
                        "stage tom",
                        "release tom",
                        "send tom");
        desk.assertNothingIsWrong();
    }

    @Test
    void payoutThatCannotBeSentIsNamedAndSentOnceItCan() throws IOException {
        UUID practitioner = desk.sales().practitioner();
        desk.sales().payment(practitioner, 1000, 900, "USD", "2026-03-02");
        UUID batch = desk.approved("2026-03-08");

        SendReport report = send(batch, desk.as("tom"));

        assertThat(report.isWhole()).isFalse();
        assertThat(report.skipped())
                .extracting(SendReport.Skipped::practitioner, SendReport.Skipped::reason)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                practitioner, "the practitioner has no bank account here"));
        assertThat(collected()).isEmpty();
        desk.keep(practitioner, "{\"name\": \"A\", \"account\": \"" + PayoutDesk.IBAN + "\"}");
        assertThat(send(batch, desk.as("tom")).isWhole()).isTrue();
        assertThat(collected()).hasSize(1);
    }

    @Test
    void batchThatIsNotApprovedIsRefused() {
        desk.sales().payment(desk.practitionerWithBank(), 1000, 900, "USD", "2026-03-02");
        desk.run("2026-03-08");
        UUID batch = desk.batches().getFirst().id();

        assertThatThrownBy(() -> send(batch, desk.as("tom")))
                .hasMessageContaining("is proposed, expected one that is approved");
        assertThat(states()).isEmpty();
    }

    @Test
    void senderThatDiesAnywhereLeavesEachTransferInOneFile() throws IOException {
        for (int payment = 0; payment < 3; payment++) {
            desk.sales().payment(desk.practitionerWithBank(), 1000, 900, "USD", "2026-03-02");
        }
        UUID batch = desk.approved("2026-03-08");
        List<String> paid = new ArrayList<>();
        int deaths = 0;
        boolean whole = false;
        // The n-th sender dies at its n-th step; bank software collects what is there meanwhile.
        for (int step = 0; !whole; step++) {
            assertThat(step).isLessThan(60);
            FaultyTransactions faulty = new FaultyTransactions(desk.as("tom"), step);
            try {
                whole = send(batch, faulty).isWhole();
            } catch (FaultyTransactions.Killed e) {
                deaths++;
            }
            for (Path file : collected()) {
                Matcher references = END_TO_END.matcher(Files.readString(file));
                while (references.find()) {
                    paid.add(references.group(1));
                }
                Files.delete(file);
            }
            desk.assertNothingIsWrong();
        }

        assertThat(deaths).isGreaterThan(5);
        assertThat(paid).hasSize(3).doesNotHaveDuplicates();
        assertThat(states()).containsExactly("sent", "sent", "sent");
    }

    @Test
    void twoSendersAtOnceMakeOneFile() throws Exception {
        for (int payment = 0; payment < 20; payment++) {
            desk.sales().payment(desk.practitionerWithBank(), 1000, 900, "USD", "2026-03-02");
        }
        UUID batch = desk.approved("2026-03-08");

        try (ExecutorService senders = Executors.newFixedThreadPool(2)) {
            Callable<SendReport> sender = () -> send(batch, desk.as("tom"));
            for (Future<SendReport> report : senders.invokeAll(List.of(sender, sender))) {
                assertThat(report.get().skipped()).isEmpty();
            }
        }

        assertThat(collected()).hasSize(1);
        assertThat(states()).hasSize(20).containsOnly("sent");
        desk.assertNothingIsWrong();
    }

    @Test
    void stagedFileIsReleasedOnlyFromItsFolderAndUnchanged(@TempDir Path elsewhere)
            throws IOException {
        desk.sales().payment(desk.practitionerWithBank(), 1000, 900, "USD", "2026-03-02");
        UUID batch = desk.approved("2026-03-08");
        FaultyTransactions beforeRelease =
                new FaultyTransactions(desk.as("tom"), FaultyTransactions.beforeAct(3));
        assertThatThrownBy(() -> send(batch, beforeRelease))
                .isInstanceOf(FaultyTransactions.Killed.class);

        assertThatThrownBy(() ->
                        new PayoutSending(
                                        List.of(channel(elsewhere.resolve("pay"))), desk.as("tom"))
                                .send(batch))
                .hasMessageContaining("was written into another folder");
        Path staged;
        try (Stream<Path> files = Files.list(folder.resolve("pay/staging"))) {
            staged = files.findFirst().orElseThrow();
        }
        String text = Files.readString(staged);
        Files.writeString(staged, text.replace("9.00", "9.01"));
        assertThatThrownBy(() -> send(batch, desk.as("tom")))
                .hasMessageContaining("has changed since it was written");
        Files.writeString(staged, text);
        assertThat(send(batch, desk.as("tom")).isWhole()).isTrue();
        assertThat(collected()).hasSize(1);
    }

    private SendReport send(UUID batch, Transactions transactions) {
        return new PayoutSending(List.of(channel(folder.resolve("pay"))), transactions).send(batch);
    }

    private BankFileChannel channel(Path where) {
        return new BankFileChannel(
                new Debtor(
                        "Klear Ltd",
                        new BankAccount(PayoutDesk.IBAN, Optional.empty(), Optional.empty())),
                desk.cipher(),
                where);
    }

    private List<Path> collected() throws IOException {
        Path outbox = folder.resolve("pay/outbox");
        if (!Files.exists(outbox)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(outbox)) {
            return files.sorted().toList();
        }
    }

    private List<String> states() {
        return desk.sql()
                .sql("select state from billing.payout_transfers order by id")
                .query(String.class)
                .list();
    }

    private List<String> actions() {
        return desk.sql()
                .sql(
                        """
                        select action || ' ' || (additional_info ->> 'actor') from ops.audit_logs
                        where event_type = 'operator_action' and action in ('send', 'stage', 'release')
                        order by occurred_at
                        """)
                .query(String.class)
                .list();
    }
}
