package dev.millrace.streams.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.deadletter.DeadLetter;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.fanout.Hop;
import dev.millrace.streams.practitionerstats.PractitionerStatsTopology;
import dev.millrace.streams.runtime.StoreApplication;
import dev.millrace.streams.runtime.StoreApplications;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.TopologyDescription.Source;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UnreadableRecordsTest {

    static List<StoreApplication> applications() {
        return StoreApplications.all();
    }

    @ParameterizedTest
    @MethodSource("applications")
    void anUnreadableRecordOfEachTopicIsSetAsideWithItsPlace(
            StoreApplication application, @TempDir Path state) {
        LongAdder counter = new LongAdder();
        Properties settings = settings(application.store().name(), counter, state);
        StreamsBuilder builder = new StreamsBuilder();
        application.topology().accept(builder);
        Topology topology = builder.build(settings);
        List<String> topics = tablesReadBy(topology.describe());
        try (TopologyTestDriver driver = new TopologyTestDriver(topology, settings)) {
            for (String name : topics) {
                TestInputTopic<byte[], byte[]> topic =
                        driver.createInputTopic(
                                name, new ByteArraySerializer(), new ByteArraySerializer());
                topic.pipeInput(bytes("no key"), bytes("{}"));
                topic.pipeInput(bytes("[\"a\"]"), bytes("no JSON"));
            }

            assertThat(output(driver, "dlq." + application.store().name()).readRecordsToList())
                    .extracting(letter ->
                            header(letter, DeadLetter.TOPIC)
                                    + " "
                                    + header(letter, DeadLetter.OFFSET))
                    .containsExactlyElementsOf(
                            topics.stream()
                                    .flatMap(name -> Stream.of(name + " 0", name + " 1"))
                                    .toList());
            assertThat(counter.sum()).isEqualTo(2L * topics.size());
            assertThat(topics).isNotEmpty();
        }
    }

    /** What others write: captured tables and rows of other stores. */
    private static List<String> tablesReadBy(TopologyDescription description) {
        return description.subtopologies().stream()
                .flatMap(part -> part.nodes().stream())
                .filter(Source.class::isInstance)
                .flatMap(node -> ((Source) node).topicSet().stream())
                .filter(topic -> topic.startsWith("app.") || topic.startsWith("derived."))
                .distinct()
                .sorted()
                .toList();
    }

    private static Properties settings(String store, LongAdder counter, Path state) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "unreadable");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:9092");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        settings.put(
                StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
                UnreadableRecords.class.getName());
        settings.put(UnreadableRecords.CONSUMER, store);
        settings.put(UnreadableRecords.COUNTER, counter);
        return settings;
    }

    @Test
    void unreadableRecordsAreSetAsideAndLaterOnesProcessed(@TempDir Path state) {
        LongAdder counter = new LongAdder();
        Properties settings = settings("practitioner_stats", counter, state);
        StreamsBuilder builder = new StreamsBuilder();
        PractitionerStatsTopology.build(builder, Hop.repartition());
        try (TopologyTestDriver driver = new TopologyTestDriver(builder.build(), settings)) {
            TestInputTopic<byte[], byte[]> practitioners =
                    driver.createInputTopic(
                            Topics.capture("wellness.practitioners").name(),
                            new ByteArraySerializer(),
                            new ByteArraySerializer());
            TestOutputTopic<byte[], byte[]> letters = output(driver, "dlq.practitioner_stats");
            TestOutputTopic<byte[], byte[]> derived = output(driver, "derived.practitioner_stats");

            practitioners.pipeInput(bytes("[\"a\"]"), bytes("no JSON"));
            practitioners.pipeInput(bytes("no key"), bytes("{\"id\":\"b\"}"));
            practitioners.pipeInput(bytes("[\"c\"]"), bytes("{\"bio\":\"no id\"}"));
            practitioners.pipeInput(bytes("[\"d\"]"), bytes("{\"id\":\"d\"}"));

            List<TestRecord<byte[], byte[]>> setAside = letters.readRecordsToList();
            assertThat(setAside)
                    .extracting(letter -> text(letter.value()))
                    .containsExactly("no JSON", "{\"id\":\"b\"}", "{\"bio\":\"no id\"}");
            assertThat(setAside)
                    .extracting(letter -> header(letter, DeadLetter.OFFSET))
                    .containsExactly("0", "1", "2");
            assertThat(setAside)
                    .extracting(letter -> header(letter, DeadLetter.TOPIC))
                    .containsOnly("app.wellness.practitioners");
            assertThat(header(setAside.getLast(), DeadLetter.REASON))
                    .isEqualTo("row has no column 'id'");
            assertThat(counter.sum()).isEqualTo(3);
            assertThat(derived.readRecordsToList())
                    .extracting(record -> text(record.key()))
                    .containsExactly("[\"d\"]");
        }
    }

    private static TestOutputTopic<byte[], byte[]> output(TopologyTestDriver driver, String topic) {
        return driver.createOutputTopic(
                topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static String header(TestRecord<byte[], byte[]> letter, String name) {
        return text(letter.headers().lastHeader(name).value());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
