package dev.millrace.ingest.publication;

import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.topics.Topics;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;

/**
 * How large a record may be, by topic, before compression. A larger one must never be sent: Kafka
 * would refuse the whole transaction with it, each time again.
 */
public final class RecordLimits {

    private static final long PATIENCE_SECONDS = 30;

    // Batch and record headers, ours, and what compression may add to what it cannot compress.
    private static final int OVERHEAD = 512;

    // A topic that takes less is a mistake, not a reason to set every row aside.
    private static final int BYTES_MIN = 1_024;
    private static final int BYTES_PER_ADDED = 4_096;

    private final Map<String, Integer> limits;
    private final int fallback;
    private final int least;

    private RecordLimits(Map<String, Integer> limits, int fallback) {
        this.limits = Map.copyOf(limits);
        this.fallback = fallback;
        this.least =
                limits.values().stream().mapToInt(Integer::intValue).reduce(fallback, Math::min);
    }

    /** The same limit for every topic. */
    public static RecordLimits everywhere(int bytesMax) {
        return new RecordLimits(Map.of(), bytesMax);
    }

    /**
     * What the tables' topics take, and this many bytes at most.
     *
     * @throws PipelineException when Kafka does not answer, and {@link
     *     ErrorKind#SERVER_MISCONFIGURED} when a topic takes next to nothing
     */
    public static RecordLimits of(KafkaSettings kafka, List<CapturedTable> tables, int bytesMax)
            throws InterruptedException {
        Collection<ConfigResource> topics =
                tables.stream()
                        .map(table ->
                                new ConfigResource(
                                        ConfigResource.Type.TOPIC, Topics.capture(table).name()))
                        .toList();
        try (Admin admin =
                Admin.create(
                        Map.of(
                                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                                kafka.bootstrapServers()))) {
            Map<String, Integer> limits = new HashMap<>();
            admin.describeConfigs(topics)
                    .all()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .forEach((topic, config) ->
                            limits.put(
                                    topic.name(),
                                    Math.min(bytesMax, bytesMaxOf(topic.name(), config))));
            return new RecordLimits(limits, bytesMax);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                // Who may not look has topics as we make them, or the setting to say otherwise.
                return everywhere(bytesMax);
            }
            throw KafkaFailures.of(e, kafka, "asking how large records may be");
        } catch (TimeoutException e) {
            throw KafkaFailures.of(
                    new org.apache.kafka.common.errors.TimeoutException(e),
                    kafka,
                    "asking how large records may be");
        }
    }

    /** Whether the record fits into its topic, whatever its contents. */
    boolean fits(ProducerRecord<byte[], byte[]> record) {
        long bytes = bytesOf(record);
        return bytes <= least || bytes <= of(record.topic());
    }

    int of(String topic) {
        return limits.getOrDefault(topic, fallback);
    }

    /** How large the record is at most. */
    static long bytesOf(ProducerRecord<byte[], byte[]> record) {
        long contents = length(record.key()) + length(record.value());
        return contents + contents / BYTES_PER_ADDED + OVERHEAD;
    }

    private static long length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private static int bytesMaxOf(String topic, Config config) {
        int bytesMax = Integer.parseInt(config.get("max.message.bytes").value());
        if (bytesMax < BYTES_MIN) {
            throw new PipelineException(
                    ErrorKind.SERVER_MISCONFIGURED,
                    "topic %s takes records of %d bytes at most, expected %d or more: hardly a row would fit; set its max.message.bytes"
                            .formatted(topic, bytesMax, BYTES_MIN));
        }
        return bytesMax;
    }
}
