package dev.millrace.ingest.publication;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.KafkaSettings;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;

/** Names what Kafka's exceptions mean for ingest. */
public final class KafkaFailures {

    private KafkaFailures() {}

    /**
     * The named form of a failure.
     *
     * @param doing what was being done, for the message
     */
    public static PipelineException of(Throwable failure, KafkaSettings kafka, String doing) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case PipelineException named -> {
                    return named;
                }
                case ProducerFencedException fenced -> {
                    return fenced(failure);
                }
                case InvalidProducerEpochException fenced -> {
                    return fenced(failure);
                }
                case FencedInstanceIdException fenced -> {
                    return fenced(failure);
                }
                case AuthenticationException refused -> {
                    return new PipelineException(
                            ErrorKind.LOGIN_REFUSED,
                            "Kafka at " + kafka.bootstrapServers() + " refused the login",
                            failure);
                }
                case AuthorizationException refused -> {
                    return new PipelineException(
                            ErrorKind.SERVER_MISCONFIGURED,
                            doing + ": Kafka does not permit it: " + refused.getMessage(),
                            failure);
                }
                case RecordTooLargeException tooLarge -> {
                    return new PipelineException(
                            ErrorKind.TABLE_UNCAPTURABLE,
                            doing
                                    + ": a row is larger than a record may be: "
                                    + tooLarge.getMessage(),
                            failure);
                }
                case TimeoutException silent -> {
                    return new PipelineException(
                            ErrorKind.SERVER_UNREACHABLE,
                            "Kafka does not answer at "
                                    + kafka.bootstrapServers()
                                    + " ("
                                    + doing
                                    + ")",
                            failure);
                }
                default -> {
                    // Look further down the chain.
                }
            }
        }
        return new PipelineException(
                ErrorKind.TRANSIENT, doing + " failed: " + failure.getMessage(), failure);
    }

    private static PipelineException fenced(Throwable failure) {
        return new PipelineException(
                ErrorKind.FENCED, "another ingest took over the writing of this slot", failure);
    }
}
