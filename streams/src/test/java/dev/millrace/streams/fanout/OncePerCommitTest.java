package dev.millrace.streams.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.RowKeySerde;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver commits after each record that comes in. */
class OncePerCommitTest {

    private static final long CACHE_BYTES = 1 << 20;

    @Test
    void whatAKeyBringsLastInATransactionIsPassedOn(@TempDir Path state) {
        try (TopologyTestDriver driver = driver(state, CACHE_BYTES)) {
            input(driver).pipeInput(RowKey.of("k"), "a b c");
            assertThat(read(driver)).containsExactly(KeyValue.pair(RowKey.of("k"), "c"));

            input(driver).pipeInput(RowKey.of("k"), "c");
            assertThat(read(driver)).containsExactly(KeyValue.pair(RowKey.of("k"), "c"));
        }
    }

    @Test
    void withoutRoomEverythingIsPassedOnInItsOrder(@TempDir Path state) {
        try (TopologyTestDriver driver = driver(state, 0)) {
            input(driver).pipeInput(RowKey.of("k"), "a b c");

            assertThat(read(driver).stream().map(entry -> entry.value))
                    .containsExactly("a", "b", "c");
        }
    }

    @Test
    void whatIsOlderIsPassedOnAsWell(@TempDir Path state) {
        try (TopologyTestDriver driver = driver(state, CACHE_BYTES)) {
            input(driver).pipeInput(RowKey.of("k"), "new", 2_000);
            input(driver).pipeInput(RowKey.of("k"), "late", 1_000);

            assertThat(read(driver).stream().map(entry -> entry.value))
                    .containsExactly("new", "late");
        }
    }

    /** Each word of a text apart. */
    private static final class Words extends ContextualFixedKeyProcessor<RowKey, String, String> {
        @Override
        public void process(FixedKeyRecord<RowKey, String> record) {
            for (String word : record.value().split(" ", -1)) {
                context().forward(record.withValue(word));
            }
        }
    }

    private static TopologyTestDriver driver(Path state, long cacheBytes) {
        StreamsBuilder builder = new StreamsBuilder();
        OncePerCommit.of(
                        builder.stream("in", Consumed.with(new RowKeySerde(), Serdes.String()))
                                .processValues(Words::new, Named.as("words")),
                        "last",
                        Serdes.String())
                .to("out", Produced.with(new RowKeySerde(), Serdes.String()));
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:9092");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, cacheBytes);
        return new TopologyTestDriver(builder.build(settings), settings);
    }

    private static TestInputTopic<RowKey, String> input(TopologyTestDriver driver) {
        return driver.createInputTopic(
                "in", new RowKeySerde().serializer(), new StringSerializer());
    }

    private static List<KeyValue<RowKey, String>> read(TopologyTestDriver driver) {
        TestOutputTopic<RowKey, String> output =
                driver.createOutputTopic(
                        "out", new RowKeySerde().deserializer(), new StringDeserializer());
        return output.readKeyValuesToList();
    }
}
