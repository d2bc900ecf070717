package dev.millrace.batch.payouts.results;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Files as banks send them. */
final class ResultFiles {

    private ResultFiles() {}

    /** A status report of the version that fits pain.001.001.09. */
    static byte[] statusReport(
            String id, String message, String groupStatus, List<String> transactions) {
        return """
        <?xml version="1.0" encoding="UTF-8"?>
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10">
          <CstmrPmtStsRpt>
            <GrpHdr><MsgId>%s</MsgId><CreDtTm>2026-03-09T12:00:00Z</CreDtTm></GrpHdr>
            <OrgnlGrpInfAndSts>
              <OrgnlMsgId>%s</OrgnlMsgId>
              <OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>
              %s
            </OrgnlGrpInfAndSts>
            %s
          </CstmrPmtStsRpt>
        </Document>
        """
                .formatted(
                        id,
                        message,
                        groupStatus.isEmpty() ? "" : "<GrpSts>" + groupStatus + "</GrpSts>",
                        transactions.isEmpty()
                                ? ""
                                : "<OrgnlPmtInfAndSts><OrgnlPmtInfId>%s</OrgnlPmtInfId>%s</OrgnlPmtInfAndSts>"
                                        .formatted(message, String.join("", transactions)))
                .strip()
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The status of one transfer. */
    static String status(String reference, String status, String reason) {
        return """
        <TxInfAndSts>
          <OrgnlEndToEndId>%s</OrgnlEndToEndId>
          <TxSts>%s</TxSts>
          %s
        </TxInfAndSts>
        """
                .formatted(
                        reference,
                        status,
                        reason.isEmpty()
                                ? ""
                                : "<StsRsnInf><Rsn><Cd>%s</Cd></Rsn></StsRsnInf>"
                                        .formatted(reason));
    }

    /** A notification of bookings. */
    static byte[] notification(String id, List<String> entries) {
        return """
        <?xml version="1.0" encoding="UTF-8"?>
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08">
          <BkToCstmrDbtCdtNtfctn>
            <GrpHdr><MsgId>%s</MsgId><CreDtTm>2026-03-10T05:00:00Z</CreDtTm></GrpHdr>
            <Ntfctn><Id>1</Id>%s</Ntfctn>
          </BkToCstmrDbtCdtNtfctn>
        </Document>
        """
                .formatted(id, String.join("", entries))
                .strip()
                .getBytes(StandardCharsets.UTF_8);
    }

    /** A booking of one transfer. */
    static String booking(String reference, String direction, String amount, String currency) {
        return entry(direction, amount, currency, reference, "");
    }

    /** Money that has come back. */
    static String comeBack(String reference, String amount, String currency, String reason) {
        return entry(
                "CRDT",
                amount,
                currency,
                reference,
                "<RtrInf><Rsn><Cd>%s</Cd></Rsn><AddtlInf>account closed</AddtlInf></RtrInf>"
                        .formatted(reason));
    }

    /** A whole file booked as one sum. */
    static String sum(String message, String amount, String currency) {
        return """
        <Ntry>
          <Amt Ccy="%s">%s</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
          <NtryDtls><Btch><PmtInfId>%s</PmtInfId></Btch></NtryDtls>
        </Ntry>
        """
                .formatted(currency, amount, message);
    }

    private static String entry(
            String direction, String amount, String currency, String reference, String more) {
        return """
        <Ntry>
          <Amt Ccy="%s">%s</Amt><CdtDbtInd>%s</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
          <NtryDtls><TxDtls>
            <Refs><EndToEndId>%s</EndToEndId></Refs>
            <Amt Ccy="%s">%s</Amt><CdtDbtInd>%s</CdtDbtInd>%s
          </TxDtls></NtryDtls>
        </Ntry>
        """
                .formatted(
                        currency, amount, direction, reference, currency, amount, direction, more);
    }
}
