package dev.millrace.launcher.pipeline;

import com.zaxxer.hikari.HikariDataSource;
import dev.millrace.launcher.settings.MillraceSettings.Role;
import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.streams.progress.KafkaOffsets;
import dev.millrace.streams.progress.StorePipeline;
import dev.millrace.streams.runtime.RunningApplications;
import dev.millrace.streams.runtime.StoreApplications;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** How far the application of a store has read its topics, those of its own included. */
public final class BuildProgress implements AutoCloseable {

    private final DerivedStore store;
    private final HikariDataSource pool;
    private final KafkaOffsets offsets;
    private final RunningApplications applications =
            new RunningApplications(StoreApplications.all());
    private long beganNanos;
    private long beganAt = -1;

    public BuildProgress(Connections connections, DerivedStore store) {
        this.store = store;
        this.pool = OwnerPool.open(connections.as(Role.OWNER), false);
        this.offsets = new KafkaOffsets(connections.kafka(), "millrace-build-progress");
    }

    /** In a few words: rows read, share, rate, time left; empty before it is known. */
    public Optional<String> inWords() {
        Optional<StorePipeline> pipeline = pipeline();
        if (pipeline.isEmpty()) {
            return Optional.empty();
        }
        String group = pipeline.get().group();
        Set<String> topics = new HashSet<>(pipeline.get().sources());
        topics.addAll(pipeline.get().internals());
        if (!offsets.exist(topics)) {
            return Optional.empty();
        }
        List<TopicPartition> partitions = offsets.partitionsOf(topics);
        Map<TopicPartition, Long> read =
                offsets.committed(List.of(group)).getOrDefault(group, Map.of());
        Map<TopicPartition, Long> ends = offsets.ends(partitions).orElse(Map.of());
        long all = 0;
        long done = 0;
        for (TopicPartition partition : partitions) {
            long end = ends.getOrDefault(partition, 0L);
            all += end;
            done += Math.min(end, read.getOrDefault(partition, 0L));
        }
        if (beganAt < 0) {
            beganAt = done;
            beganNanos = System.nanoTime();
        }
        double seconds = (System.nanoTime() - beganNanos) / 1e9;
        double rate = seconds > 0 ? (done - beganAt) / seconds : 0;
        StringBuilder words =
                new StringBuilder(
                        "%,d of about %,d records read, %.0f %%"
                                .formatted(done, all, all == 0 ? 100 : 100.0 * done / all));
        if (rate > 0) {
            words.append(", %,.0f/s".formatted(rate));
            if (done < all) {
                words.append(", about %,.0f s left".formatted((all - done) / rate));
            }
        }
        return Optional.of(words.toString());
    }

    private Optional<StorePipeline> pipeline() {
        try (Connection connection = pool.getConnection()) {
            List<StorePipeline> known = applications.read(connection);
            connection.rollback();
            return known.stream().filter(p -> p.store().equals(store)).findFirst();
        } catch (SQLException e) {
            return Optional.empty(); // Asked again within a second.
        }
    }

    @Override
    public void close() {
        try (pool) {
            offsets.close();
        }
    }
}
