package dev.millrace.launcher.health;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import java.util.Set;

/**
 * Of the hundreds of meters of each Kafka client, keeps the few that explain a slow or failing
 * stage. They are of whole clients and threads: those of connections, topics, partitions and tasks
 * would grow with the data.
 */
final class ClientMeterFilter implements MeterFilter {

    private static final Set<String> KEPT =
            Set.of(
                    "kafka.producer.batch.size.avg",
                    "kafka.producer.buffer.available.bytes",
                    "kafka.producer.record.error.total",
                    "kafka.producer.record.queue.time.avg",
                    "kafka.producer.record.retry.total",
                    "kafka.producer.record.send.total",
                    "kafka.producer.request.latency.avg",
                    "kafka.producer.request.latency.max",
                    "kafka.producer.txn.commit.time.ns.total",
                    "kafka.producer.outgoing.byte.total",
                    "kafka.consumer.fetch.manager.fetch.latency.avg",
                    "kafka.consumer.coordinator.rebalance.total",
                    "kafka.consumer.coordinator.rebalance.latency.max",
                    "kafka.stream.alive.stream.threads",
                    "kafka.stream.failed.stream.threads",
                    "kafka.stream.thread.commit.latency.avg",
                    "kafka.stream.thread.commit.latency.max",
                    "kafka.stream.thread.commit.total",
                    "kafka.stream.thread.process.latency.avg",
                    "kafka.stream.thread.process.total");

    private static final Set<String> FINE_GRAINED =
            Set.of("topic", "partition", "node.id", "task.id");

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        if (!id.getName().startsWith("kafka.")) {
            return MeterFilterReply.NEUTRAL;
        }
        boolean kept =
                KEPT.contains(id.getName())
                        && id.getTags().stream()
                                .noneMatch(tag -> FINE_GRAINED.contains(tag.getKey()));
        return kept ? MeterFilterReply.NEUTRAL : MeterFilterReply.DENY;
    }
}
