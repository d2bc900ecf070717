package dev.millrace.schema.topics;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.KafkaSettings;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Waits for what Kafka answers to an administrator, and says what is wrong when it does not.
 *
 * @param kafka who is asked
 * @param doing what for, as in "list or create topics"
 */
record AdminAnswers(KafkaSettings kafka, String doing) {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    /**
     * The answer.
     *
     * @throws TopicExistsException when that is the answer
     * @throws PipelineException {@link ErrorKind#SERVER_MISCONFIGURED} when Kafka refuses, {@link
     *     ErrorKind#SERVER_UNREACHABLE} when it does not answer in time
     */
    <T> T await(KafkaFuture<T> future) {
        try {
            return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException exists) {
                throw exists;
            }
            throw failure(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw failure(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(e);
        }
    }

    /** What to say of this. */
    PipelineException failure(Throwable cause) {
        boolean refused = cause instanceof ApiException && !(cause instanceof RetriableException);
        return refused
                ? new PipelineException(
                        ErrorKind.SERVER_MISCONFIGURED,
                        "Kafka at %s refuses to %s: %s"
                                .formatted(kafka.bootstrapServers(), doing, cause.getMessage()),
                        cause)
                : new PipelineException(
                        ErrorKind.SERVER_UNREACHABLE,
                        "Kafka does not answer at %s, asked to %s"
                                .formatted(kafka.bootstrapServers(), doing),
                        cause);
    }
}
