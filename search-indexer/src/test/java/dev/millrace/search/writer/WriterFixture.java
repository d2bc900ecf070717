package dev.millrace.search.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch.core.search.Hit;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.devstack.testsupport.SharedStack;
import dev.millrace.schema.search.IndexFiles;
import dev.millrace.schema.search.SearchIndex;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.RowKeySerde;
import dev.millrace.schema.topics.RowSerde;
import dev.millrace.schema.topics.TopicCreation;
import dev.millrace.schema.topics.Topics;
import dev.millrace.search.connection.SearchConnection;
import dev.millrace.search.connection.SearchSettings;
import dev.millrace.streams.deadletter.DeadLetterSender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A topic of documents, made anew, and what a test does with it, its writer and its index. */
final class WriterFixture implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Everything is due at once, but a tombstone stays. */
    static final WriterTimes EAGER =
            new WriterTimes(
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ofDays(1),
                    Duration.ofDays(1),
                    Duration.ofMillis(10),
                    Duration.ofMillis(200));

    /** Everything is due at once, and a tombstone goes. */
    static final WriterTimes FORGETFUL =
            new WriterTimes(
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ofMillis(10),
                    Duration.ofMillis(200));

    final SearchIndex index;
    final KafkaSettings kafka;
    final ElasticsearchClient client;
    final LongAdder beginnings = new LongAdder();
    private final DeadLetterSender deadLetters;
    private final KafkaProducer<byte[], byte[]> producer;

    /**
     * @param url of a server without the index
     */
    WriterFixture(SearchIndex index, String url) {
        this.index = index;
        this.kafka = new KafkaSettings(SharedStack.get().kafka().bootstrapServers(), 2, (short) 1);
        this.client = SearchConnection.open(SearchSettings.at(URI.create(url)));
        this.deadLetters = new DeadLetterSender(kafka);
        makeTopicAnew();
        this.producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", kafka.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    /** Deletes the topic with all its records and makes it again. */
    void makeTopicAnew() {
        String topic = Topics.documents(index).name();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> {
                        try {
                            admin.deleteTopics(List.of(topic)).all().get();
                            return false;
                        } catch (ExecutionException e) {
                            return e.getCause() instanceof UnknownTopicOrPartitionException;
                        }
                    });
        }
        TopicCreation.createMissing(
                kafka, List.of(Topics.documents(index), Topics.deadLetters("search")));
    }

    IndexWriter start(URI url) {
        return start(url, EAGER);
    }

    /** Starts a writer of the index at this server. */
    IndexWriter start(URI url, WriterTimes times) {
        SearchSettings settings = SearchSettings.at(url);
        IndexWriter writer =
                new IndexWriter(
                        index,
                        SearchConnection.open(settings),
                        settings,
                        kafka,
                        deadLetters,
                        "it-" + SharedStack.get().freshSuffix(),
                        Clock.systemUTC(),
                        times,
                        beginnings::increment);
        writer.start();
        return writer;
    }

    void put(String id, String title) {
        send(id, RowSerde.newObject().put("title", title));
    }

    void delete(String id) {
        send(id, null);
    }

    void send(String id, @Nullable ObjectNode document) {
        producer.send(
                new ProducerRecord<>(
                        Topics.documents(index).name(),
                        RowKeySerde.toBytes(RowKey.of(id)),
                        document == null ? null : RowSerde.toBytes(new Row(document))));
    }

    /** Waits until the topic holds what was sent. */
    void flush() {
        producer.flush();
    }

    /** What readers find behind the alias: title by id, up to 10,000. */
    Map<String, String> visible() {
        return titles(index.name());
    }

    /** Waits until readers find exactly this. */
    void awaitVisible(Map<String, String> expected) {
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .ignoreExceptionsInstanceOf(ElasticsearchException.class)
                .untilAsserted(() -> assertThat(visible()).isEqualTo(new TreeMap<>(expected)));
    }

    /** The documents of the index itself, soft tombstones included. */
    Map<String, String> titles(String name) {
        try {
            client.indices().refresh(r -> r.index(name));
            Map<String, String> titles = new TreeMap<>();
            for (Hit<ObjectNode> hit :
                    client.search(s -> s.index(name).size(10_000), ObjectNode.class)
                            .hits()
                            .hits()) {
                ObjectNode source = Objects.requireNonNull(hit.source());
                titles.put(
                        Objects.requireNonNull(hit.id()),
                        source.has(IndexFiles.DELETED_AT)
                                ? "deleted"
                                : source.path("title").asText());
            }
            return titles;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the server does to every index by itself when its disk is as good as full. */
    void closedToWrites(boolean isFull) throws IOException {
        client.indices()
                .putSettings(p ->
                        p.index("*")
                                .allowNoIndices(true)
                                .settings(s ->
                                        s.index(i ->
                                                i.blocks(b -> b.readOnlyAllowDelete(isFull)))));
    }

    /** The stored places: next offset by partition. */
    PlaceRule.Known places() {
        return new WriterPlaces(client, index.concreteName(1), 0).read();
    }

    @Override
    public void close() {
        producer.close();
        deadLetters.close();
        try {
            client.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
