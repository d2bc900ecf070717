package dev.millrace.ingest;

import dev.millrace.ingest.debezium.EngineFailures;
import dev.millrace.ingest.publication.KafkaFailures;
import dev.millrace.ingest.source.SourceFailures;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.sql.SQLException;

/** Names a failure by whichever side of ingest it came from. */
final class IngestFailures {

    private IngestFailures() {}

    static PipelineException of(Throwable failure, IngestSettings settings) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PipelineException named) {
                return named;
            }
            if (cause instanceof SQLException || cause instanceof java.io.IOException) {
                return SourceFailures.of(failure, settings.log(), "reading the log");
            }
            if (cause instanceof org.apache.kafka.common.KafkaException
                    && !EngineFailures.isFromEngine(cause)) {
                return KafkaFailures.of(failure, settings.kafka(), "publishing");
            }
        }
        return new PipelineException(
                ErrorKind.TRANSIENT, "ingest failed: " + failure.getMessage(), failure);
    }
}
