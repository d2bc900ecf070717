package dev.millrace.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.launcher.testing.ApplicationDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** A practitioner who is owed 85.00 USD, and the commands about it. */
final class PayoutsDesk implements AutoCloseable {

    static final String CUSTOMER = "00000000-0000-0000-0000-000000000001";
    static final String PRACTITIONER = "00000000-0000-0000-0000-000000000002";
    static final String ACCOUNT = "GB29NWBK60161331926819";

    /** 32 bytes of zeros. */
    static final String KEY = "A".repeat(43) + "=";

    private final CommandDesk desk;
    private final Path folder;

    private PayoutsDesk(CommandDesk desk, Path folder) {
        this.desk = desk;
        this.folder = folder;
    }

    static PayoutsDesk open(Path folder) throws SQLException, IOException {
        CommandDesk desk =
                CommandDesk.open(
                        folder,
                        "batch.payouts.details-key = " + KEY,
                        "batch.payouts.bank.name = Klear Ltd",
                        "batch.payouts.bank.account = " + ACCOUNT);
        desk.database()
                .execute(
                        """
                        insert into identity.users (id, email, display_name)
                        values ('%s', 'c@example.org', 'C')
                        """
                                .formatted(CUSTOMER));
        desk.database()
                .execute(
                        "insert into wellness.practitioners (id, user_id, bio) values ('%s', '%s', 'P')"
                                .formatted(PRACTITIONER, CUSTOMER));
        desk.database()
                .execute(
                        """
                        insert into billing.payments (source_system, user_id, practitioner_id,
                            amount_cents, platform_fee_cents, practitioner_amount_cents,
                            payment_type, status, processed_at)
                        values ('klear', '%s', '%s', 10000, 1500, 8500, 'other', 'succeeded',
                            '2026-03-02 10:00Z')
                        """
                                .formatted(CUSTOMER, PRACTITIONER));
        return new PayoutsDesk(desk, folder);
    }

    ApplicationDatabase database() {
        return desk.database();
    }

    String type(int expectedCode, String... words) {
        return desk.type(expectedCode, words);
    }

    JsonNode json(int expectedCode, String... words) throws IOException {
        return new ObjectMapper().readTree(type(expectedCode, words));
    }

    /** Id of a batch that maria proposed. */
    String proposed() throws SQLException {
        type(0, "payouts", "propose", "--as", "maria", "--param", "period-end=2026-03-08");
        return database().value("select id from billing.payout_batches");
    }

    /** Where the practitioner's money goes; the file that said so. */
    Path keepAccount() throws IOException {
        Path details = folder.resolve("details.json");
        Files.writeString(details, "{\"name\": \"Ada\", \"account\": \"" + ACCOUNT + "\"}");
        type(0, "payouts", "account", PRACTITIONER, "--from", details.toString(), "--as", "maria");
        return details;
    }

    /** The reference of the newest transfer, as the file for the bank has it. */
    String reference() throws SQLException {
        return database()
                .value(
                        """
                        select replace(id::text, '-', '') from billing.payout_transfers
                        order by attempt desc limit 1
                        """);
    }

    /** A file of the bank: 85.00 USD have left (DBIT) or come back (CRDT). */
    String booking(String name, String direction, String reference) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(
                file,
                """
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08">
                  <BkToCstmrDbtCdtNtfctn>
                    <GrpHdr><MsgId>%s</MsgId></GrpHdr>
                    <Ntfctn><Ntry>
                      <Amt Ccy="USD">85.00</Amt><CdtDbtInd>%s</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
                      <NtryDtls><TxDtls><Refs><EndToEndId>%s</EndToEndId></Refs></TxDtls></NtryDtls>
                    </Ntry></Ntfctn>
                  </BkToCstmrDbtCdtNtfctn>
                </Document>
                """
                        .formatted(name, direction, reference));
        return file.toString();
    }

    /** What the streams would have written. */
    void derive() throws SQLException {
        database()
                .execute(
                        """
                        insert into derived.payment_state
                        select payment_id, amount_cents, refunded_amount_cents, effective_status, now()
                        from oracle.payment_state
                        """);
        database()
                .execute(
                        """
                        insert into derived.store_freshness
                            (store, system_identifier, timeline, as_of_lsn)
                        select 'payment_state', h.system_identifier, h.timeline, h.lsn + 1000000000
                        from derived.here() h
                        """);
    }

    @Override
    public void close() throws SQLException {
        desk.close();
    }
}
