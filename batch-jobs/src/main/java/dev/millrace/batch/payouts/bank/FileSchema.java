package dev.millrace.batch.payouts.bank;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import javax.xml.validation.Validator;
import org.xml.sax.SAXException;

/**
 * What a file must look like before anybody sees it. The schema allows a part of what
 * pain.001.001.09 allows: what we write, and no more.
 */
final class FileSchema {

    private static final String RESOURCE = "pain.001.001.09-written.xsd";

    private final Schema schema;

    FileSchema() {
        SchemaFactory factory = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI);
        try {
            factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            factory.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
            schema =
                    factory.newSchema(
                            Objects.requireNonNull(FileSchema.class.getResource(RESOURCE)));
        } catch (SAXException e) {
            throw new IllegalStateException(RESOURCE + " is no schema", e);
        }
    }

    /**
     * @throws PipelineException {@link ErrorKind#RECORD_MALFORMED} with line and column of what
     *     does not fit
     */
    void check(byte[] file) {
        try {
            Validator validator = schema.newValidator();
            validator.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            validator.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
            validator.validate(new StreamSource(new ByteArrayInputStream(file)));
        } catch (SAXException e) {
            throw new PipelineException(
                    ErrorKind.RECORD_MALFORMED,
                    "the file of credit transfers does not fit its schema: " + e.getMessage(),
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
