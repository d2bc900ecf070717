package dev.millrace.batch.payouts.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.batch.payouts.PayoutDesk;
import dev.millrace.batch.payouts.payee.BankAccount;
import dev.millrace.batch.payouts.payee.PayeeDetails;
import dev.millrace.batch.payouts.sending.Transfer;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

/** Files against the whole schema of ISO 20022, as another library ships it. */
class CreditTransferFileTest {

    private static final UUID MESSAGE = UUID.fromString("0d0c0b0a-0102-4304-8506-070809101112");
    private static final UUID TRANSFER = UUID.fromString("a1b2c3d4-0102-4304-8506-070809101112");
    private static final Debtor DEBTOR =
            new Debtor(
                    "Klear Ltd",
                    new BankAccount(PayoutDesk.IBAN, Optional.of("NWBKGB2L"), Optional.empty()));

    @Test
    void fileFitsTheSchemaOfTheStandardAndSaysWhatIsToBePaid() throws Exception {
        byte[] file =
                file(
                        line(
                                8500,
                                "USD",
                                payee(
                                        "{'name': 'Ada & <Söhne>', 'account': 'GB29 NWBK 6016 1331 9268 19'}")),
                        line(
                                1,
                                "USD",
                                payee(
                                        "{'name': 'B', 'account': '000123456789', 'clearing': 'USABA:021000021'}")));

        standard().newValidator().validate(new StreamSource(new ByteArrayInputStream(file)));
        new FileSchema().check(file);
        assertThat(at(file, "GrpHdr/MsgId")).isEqualTo("0d0c0b0a010243048506070809101112");
        assertThat(at(file, "GrpHdr/CreDtTm")).isEqualTo("2026-03-09T05:00:00+00:00");
        assertThat(at(file, "GrpHdr/NbOfTxs")).isEqualTo("2");
        assertThat(at(file, "GrpHdr/CtrlSum")).isEqualTo("85.01");
        assertThat(at(file, "PmtInf/ReqdExctnDt/Dt")).isEqualTo("2026-03-09");
        assertThat(at(file, "PmtInf/DbtrAgt/FinInstnId/BICFI")).isEqualTo("NWBKGB2L");
        String first = "PmtInf/CdtTrfTxInf[1]/";
        assertThat(at(file, first + "PmtId/EndToEndId"))
                .isEqualTo("a1b2c3d4010243048506070809101112");
        assertThat(at(file, first + "PmtId/UETR")).isEqualTo(TRANSFER.toString());
        assertThat(at(file, first + "Amt/InstdAmt")).isEqualTo("85.00");
        assertThat(at(file, first + "Amt/InstdAmt/@Ccy")).isEqualTo("USD");
        assertThat(at(file, first + "Cdtr/Nm")).isEqualTo("Ada & <Söhne>");
        assertThat(at(file, first + "CdtrAcct/Id/IBAN")).isEqualTo(PayoutDesk.IBAN);
        String second = "PmtInf/CdtTrfTxInf[2]/";
        assertThat(at(file, second + "CdtrAcct/Id/Othr/Id")).isEqualTo("000123456789");
        assertThat(at(file, second + "CdtrAgt/FinInstnId/ClrSysMmbId/ClrSysId/Cd"))
                .isEqualTo("USABA");
    }

    @Test
    void amountsHaveTheDecimalsOfTheirCurrency() throws Exception {
        PayeeDetails payee = payee("{'name': 'A', 'account': '" + PayoutDesk.IBAN + "'}");

        assertThat(at(file(line(8500, "JPY", payee)), "//InstdAmt")).isEqualTo("8500");
        assertThat(at(file(line(8500, "KWD", payee)), "//InstdAmt")).isEqualTo("8.500");
        assertThat(at(file(line(1, "EUR", payee)), "//InstdAmt")).isEqualTo("0.01");
        assertThat(at(file(line(Long.MAX_VALUE / 100, "EUR", payee)), "//InstdAmt"))
                .isEqualTo("922337203685477.58");
        assertThatThrownBy(() -> file(line(1, "XAU", payee)))
                .hasMessageContaining("no minor unit for XAU");
    }

    @Test
    void fileIsTheSameWheneverItIsMade() throws Exception {
        CreditTransferFile.Line line =
                line(5, "EUR", payee("{'name': 'A', 'account': '" + PayoutDesk.IBAN + "'}"));

        assertThat(file(line)).isEqualTo(file(line));
    }

    @Test
    void whatDoesNotFitIsRefusedWithItsPlace() throws Exception {
        byte[] file =
                file(line(5, "EUR", payee("{'name': 'A', 'account': '" + PayoutDesk.IBAN + "'}")));
        String text = new String(file, StandardCharsets.UTF_8);

        for (String broken :
                List.of(
                        text.replace("0.05", "-0.05"),
                        text.replace("<Ustrd>", "<Ustrd>" + "x".repeat(140)),
                        text.replace("GB29", "GB2"),
                        text.replaceAll("(?s)<CdtrAcct>.*</CdtrAcct>", ""))) {
            assertThat(broken).isNotEqualTo(text);
            assertThatThrownBy(
                            () -> new FileSchema().check(broken.getBytes(StandardCharsets.UTF_8)))
                    .hasMessageContaining("does not fit its schema");
        }
    }

    private static CreditTransferFile.Line line(long amount, String currency, PayeeDetails payee) {
        return new CreditTransferFile.Line(
                new Transfer(TRANSFER, MESSAGE, MESSAGE, amount, currency, "prepared"), payee);
    }

    private static PayeeDetails payee(String json) {
        return PayeeDetails.fromJson(json.replace('\'', '"'));
    }

    private static byte[] file(CreditTransferFile.Line... lines) {
        return CreditTransferFile.of(
                MESSAGE,
                OffsetDateTime.parse("2026-03-09T06:00:00.25+01:00"),
                LocalDate.parse("2026-03-09"),
                DEBTOR,
                List.of(lines));
    }

    private static Schema standard() throws Exception {
        return SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(
                        Objects.requireNonNull(
                                CreditTransferFileTest.class.getResource("/pain.001.001.09.xsd")));
    }

    /** Text at a path whose elements are told by their names alone. */
    private static String at(byte[] file, String path) throws Exception {
        Document document =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(file));
        XPath xpath = XPathFactory.newInstance().newXPath();
        return xpath.evaluate(
                path.startsWith("//") ? path : "/Document/CstmrCdtTrfInitn/" + path, document);
    }
}
