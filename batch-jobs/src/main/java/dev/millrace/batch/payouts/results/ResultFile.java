package dev.millrace.batch.payouts.results;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/**
 * A file of a bank: pain.002 (status report) or camt.054 (debit credit notification), of any
 * version. Banks send many versions; in all of them what is read here has the same names.
 *
 * @param kind {@code pain.002} or {@code camt.054}
 * @param messageId the bank's own id of the message
 */
record ResultFile(String kind, String messageId, List<Told> told) {

    ResultFile {
        told = List.copyOf(told);
    }

    /**
     * Reads one.
     *
     * @throws PipelineException {@link ErrorKind#RECORD_MALFORMED} when it is neither of the two
     */
    static ResultFile read(String name, byte[] bytes) {
        Element document = Element.of(parsed(name, bytes));
        Optional<Element> report = document.child("CstmrPmtStsRpt");
        if (report.isPresent()) {
            return new ResultFile(
                    "pain.002", messageId(report.get()), StatusReport.told(report.get()));
        }
        Optional<Element> notification = document.child("BkToCstmrDbtCdtNtfctn");
        if (notification.isPresent()) {
            return new ResultFile(
                    "camt.054",
                    messageId(notification.get()),
                    DebitCreditNotification.told(name, notification.get()));
        }
        throw malformed(
                name, "it is neither a pain.002 nor a camt.054 but " + document.name(), null);
    }

    static PipelineException malformed(
            String name, String what, @org.jspecify.annotations.Nullable Exception cause) {
        String message = "%s tells nothing about payouts: %s".formatted(name, what);
        return cause == null
                ? new PipelineException(ErrorKind.RECORD_MALFORMED, message)
                : new PipelineException(ErrorKind.RECORD_MALFORMED, message, cause);
    }

    private static String messageId(Element message) {
        return message.text("GrpHdr", "MsgId");
    }

    private static org.w3c.dom.Element parsed(String name, byte[] bytes) {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        try {
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            factory.setNamespaceAware(true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new Strict());
            return builder.parse(new ByteArrayInputStream(bytes)).getDocumentElement();
        } catch (SAXException e) {
            throw malformed(name, "it is no XML that is taken here: " + e.getMessage(), e);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the XML parser lacks a feature", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Throws what the default prints. */
    private static final class Strict implements ErrorHandler {

        @Override
        public void warning(SAXParseException exception) throws SAXException {
            throw exception;
        }

        @Override
        public void error(SAXParseException exception) throws SAXException {
            throw exception;
        }

        @Override
        public void fatalError(SAXParseException exception) throws SAXException {
            throw exception;
        }
    }
}
