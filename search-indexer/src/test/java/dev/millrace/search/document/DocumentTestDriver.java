package dev.millrace.search.document;

import dev.millrace.schema.search.SearchIndex;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.TopicSpec;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.fanout.Hop;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** Runs the topology of an index without a broker: rows in, documents out. */
public final class DocumentTestDriver implements AutoCloseable {

    private final TopologyTestDriver driver;
    private final TestOutputTopic<RowKey, Row> output;
    private final Map<String, TestInputTopic<RowKey, Row>> inputs = new HashMap<>();
    private final Map<String, Row> documents = new TreeMap<>();
    private int records;

    public DocumentTestDriver(
            SearchIndex index, BiConsumer<StreamsBuilder, Hop> topology, Path stateFolder) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test." + index.name());
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:9092");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, stateFolder.toString());
        settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        StreamsBuilder builder = new StreamsBuilder();
        topology.accept(builder, Hop.repartition());
        this.driver = new TopologyTestDriver(builder.build(settings), settings);
        TopicSpec<RowKey, Row> topic = Topics.documents(index);
        this.output =
                driver.createOutputTopic(
                        topic.name(),
                        topic.keySerde().deserializer(),
                        topic.valueSerde().deserializer());
    }

    /** A row as it is now; null when it is gone. */
    public void change(TopicSpec<RowKey, Row> topic, RowKey key, @Nullable Row row) {
        inputs.computeIfAbsent(
                        topic.name(),
                        name ->
                                driver.createInputTopic(
                                        name,
                                        topic.keySerde().serializer(),
                                        topic.valueSerde().serializer()))
                .pipeInput(key, row);
    }

    /** The documents after all changes so far, by id. */
    public Map<String, Row> documents() {
        for (TestRecord<RowKey, Row> emitted : output.readRecordsToList()) {
            records++;
            if (emitted.value() == null) {
                documents.remove(emitted.key().value(0));
            } else {
                documents.put(emitted.key().value(0), emitted.value());
            }
        }
        return new TreeMap<>(documents);
    }

    /** How many records {@link #documents()} has read so far. */
    public int emitted() {
        return records;
    }

    @Override
    public void close() {
        driver.close();
    }
}
