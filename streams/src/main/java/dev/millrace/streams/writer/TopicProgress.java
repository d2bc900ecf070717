package dev.millrace.streams.writer;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.position.Lsn;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/** How far the derived topics are. What cannot be found out is a {@code PipelineException}. */
public interface TopicProgress {

    /** Of no store anything is known. */
    TopicProgress UNKNOWN =
            new TopicProgress() {
                @Override
                public Optional<Lsn> processed(DerivedStore store) {
                    return Optional.empty();
                }

                @Override
                public Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
                    return Map.of();
                }
            };

    /**
     * The end of the last commit up to which the store's topic holds all that follows from the
     * source; empty when that is not known, or when something keeps the store from getting on.
     */
    Optional<Lsn> processed(DerivedStore store);

    /**
     * The offset after the last record of each partition. Open transactions are included: what a
     * commit made visible may be marked committed in one partition a moment later than in another.
     */
    Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions);
}
