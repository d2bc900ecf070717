package dev.millrace.search.courses;

import static dev.millrace.streams.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch.core.search.Hit;
import co.elastic.clients.json.JsonData;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.devstack.testsupport.SharedSearchServer;
import dev.millrace.devstack.testsupport.SharedStack;
import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.RowKeySerde;
import dev.millrace.schema.topics.RowSerde;
import dev.millrace.schema.topics.TopicCreation;
import dev.millrace.schema.topics.TopicSpec;
import dev.millrace.schema.topics.Topics;
import dev.millrace.search.connection.SearchConnection;
import dev.millrace.search.connection.SearchSettings;
import dev.millrace.search.index.IndexCreation;
import dev.millrace.search.writer.IndexWriter;
import dev.millrace.search.writer.WriterTimes;
import dev.millrace.streams.deadletter.DeadLetterSender;
import dev.millrace.streams.fanout.Hop;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of tables in, hits out: the whole way of one index on real servers. */
class CoursesSearchIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir private Path folder;

    @Test
    void aCourseIsFoundByWhatItsTablesSayNow() throws Exception {
        KafkaSettings kafka =
                new KafkaSettings(SharedStack.get().kafka().bootstrapServers(), 2, (short) 1);
        List<TopicSpec<?, ?>> topics =
                List.of(
                        Topics.capture("learning.courses"),
                        Topics.capture("learning.course_categories"),
                        Topics.capture("learning.course_tags"),
                        Topics.capture("learning.course_tag_map"),
                        Topics.capture("identity.users"),
                        Topics.derived(DerivedStores.COURSE_STATISTICS),
                        Topics.documents(SearchIndexes.COURSES),
                        Topics.deadLetters("search"));
        TopicCreation.createMissing(kafka, topics);
        SearchSettings search = SearchSettings.at(URI.create(SharedSearchServer.get().url()));
        try (ElasticsearchClient client = SearchConnection.open(search);
                DeadLetterSender deadLetters = new DeadLetterSender(kafka);
                IndexWriter writer =
                        new IndexWriter(
                                SearchIndexes.COURSES,
                                client,
                                search,
                                kafka,
                                deadLetters,
                                "courses-search-it",
                                Clock.systemUTC(),
                                WriterTimes.defaults(),
                                () -> {});
                KafkaStreams streams = streams(kafka);
                KafkaProducer<RowKey, Row> producer =
                        new KafkaProducer<>(
                                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                                new RowKeySerde().serializer(),
                                new RowSerde().serializer())) {
            client.indices().delete(d -> d.index("courses-v2-*").ignoreUnavailable(true));
            streams.start();
            writer.start();
            change(producer, "learning.course_tags", row("name", "mindfulness"), "t1");
            change(
                    producer,
                    "learning.course_tag_map",
                    row("course_id", "c1", "tag_id", "t1"),
                    "c1",
                    "t1");
            change(producer, "learning.courses", course("Calm in ten days", "published"), "c1");
            change(producer, "learning.courses", course("Calm drafts", "draft"), "c2");

            // By its title, and through a synonym of its tag.
            awaitFound(client, "calm", Map.of("c1", "Calm in ten days"));
            awaitFound(client, "meditation", Map.of("c1", "Calm in ten days"));

            change(producer, "learning.course_tags", row("name", "sewing"), "t1");
            awaitFound(client, "meditation", Map.of());
            awaitFound(client, "sewing", Map.of("c1", "Calm in ten days"));

            change(producer, "learning.courses", course("Calm in ten days", "archived"), "c1");
            awaitFound(client, "calm", Map.of());
        }
    }

    private KafkaStreams streams(KafkaSettings kafka) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "courses-search-it");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.resolve("state").toString());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put("auto.offset.reset", "earliest");
        StreamsBuilder builder = new StreamsBuilder();
        CoursesTopology.build(builder, Hop.repartition());
        return new KafkaStreams(builder.build(settings), settings);
    }

    private static Row course(String title, String status) {
        return row(
                "title",
                title,
                "short_description",
                null,
                "description",
                null,
                "difficulty",
                "beginner",
                "price_cents",
                0,
                "language",
                "en",
                "is_featured",
                false,
                "category_id",
                null,
                "instructor_id",
                null,
                "instructor_name",
                "Somebody",
                "status",
                status,
                "deleted_at",
                null);
    }

    private static void change(
            KafkaProducer<RowKey, Row> producer, String table, @Nullable Row row, String... key) {
        producer.send(new ProducerRecord<>(Topics.capture(table).name(), RowKey.of(key), row));
    }

    private static void awaitFound(
            ElasticsearchClient client, String words, Map<String, String> expected) {
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(ElasticsearchException.class)
                .untilAsserted(() -> assertThat(found(client, words)).isEqualTo(expected));
    }

    /** Titles by id. */
    private static Map<String, String> found(ElasticsearchClient client, String words)
            throws Exception {
        return client
                .searchTemplate(
                        s ->
                                s.index(SearchIndexes.COURSES.name())
                                        .id(IndexCreation.searchTemplateId(SearchIndexes.COURSES))
                                        .params("words", JsonData.of(words))
                                        .params("filter", JsonData.of(List.of())),
                        ObjectNode.class)
                .hits()
                .hits()
                .stream()
                .collect(
                        Collectors.toMap(
                                (Hit<ObjectNode> hit) -> Objects.requireNonNull(hit.id()),
                                hit ->
                                        Objects.requireNonNull(hit.source())
                                                .path("title")
                                                .asText()));
    }
}
