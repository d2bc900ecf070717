package dev.millrace.search.writer;

import static dev.millrace.search.writer.WriterFixture.EAGER;
import static dev.millrace.search.writer.WriterFixture.FORGETFUL;
import static dev.millrace.search.writer.WriterFixture.PATIENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.devstack.testsupport.SharedSearchServer;
import dev.millrace.devstack.testsupport.SharedStack;
import dev.millrace.schema.deadletter.DeadLetter;
import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.schema.topics.RowSerde;
import dev.millrace.schema.topics.Topics;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a writer does to its index on a server that is well. */
class IndexWriterIT {

    private static final URI URL = URI.create(SharedSearchServer.get().url());

    private WriterFixture fixture;

    @BeforeEach
    void prepare() throws Exception {
        fixture = new WriterFixture(SearchIndexes.COURSES, URL.toString());
        fixture.client.indices().delete(d -> d.index("courses-v2-*").ignoreUnavailable(true));
    }

    @AfterEach
    void release() {
        fixture.close();
    }

    @Test
    void documentsChangeAndGoAndTheirDeletionIsRememberedInTheIndex() {
        fixture.put("a", "first");
        fixture.put("b", "other");
        try (IndexWriter writer = fixture.start(URL)) {
            fixture.awaitVisible(Map.of("a", "first", "b", "other"));

            fixture.put("a", "second");
            fixture.delete("b");

            fixture.awaitVisible(Map.of("a", "second"));
            assertThat(fixture.titles("courses-v2-1"))
                    .isEqualTo(Map.of("a", "second", "b", "deleted"));
            assertThat(writer.status().trouble()).isEmpty();
        }
    }

    @Test
    void aWriterThatIsLeftNoPartitionIsIdleAndTakesOver() {
        try (IndexWriter first = fixture.start(URL);
                IndexWriter second = fixture.start(URL);
                IndexWriter third = fixture.start(URL)) {
            List<IndexWriter> writers = List.of(first, second, third);
            // The topic has two partitions.
            await().atMost(PATIENCE)
                    .until(() ->
                            states(writers)
                                    .equals(
                                            List.of(
                                                    IndexWriterState.IDLE,
                                                    IndexWriterState.RUNNING,
                                                    IndexWriterState.RUNNING)));

            IndexWriter ends =
                    writers.stream()
                            .filter(w -> w.status().state() == IndexWriterState.RUNNING)
                            .findFirst()
                            .orElseThrow();
            ends.close();
            List<IndexWriter> rest = writers.stream().filter(w -> w != ends).toList();
            await().atMost(PATIENCE)
                    .until(() ->
                            states(rest)
                                    .equals(
                                            List.of(
                                                    IndexWriterState.RUNNING,
                                                    IndexWriterState.RUNNING)));

            Map<String, String> expected = new TreeMap<>();
            for (int i = 0; i < 20; i++) {
                fixture.put("d" + i, "title " + i);
                expected.put("d" + i, "title " + i);
            }
            fixture.awaitVisible(expected);
        }
    }

    private static List<IndexWriterState> states(List<IndexWriter> writers) {
        return writers.stream().map(writer -> writer.status().state()).sorted().toList();
    }

    @Test
    void oldWritesDoNotComeBackWhenTheServerHasForgottenTheDelete() throws Exception {
        fixture.put("a", "old");
        try (IndexWriter writer = fixture.start(URL)) {
            fixture.awaitVisible(Map.of("a", "old"));
            fixture.client
                    .indices()
                    .putSettings(p ->
                            p.index("courses-v2-1").settings(s -> s.gcDeletes(t -> t.time("1s"))));
            fixture.delete("a");
            fixture.put("b", "other");
            fixture.awaitVisible(Map.of("b", "other"));
        }

        // A writer that was suspended before the delete goes on with what it had in hand.
        DocumentChange late = change("a", "old");
        assertThat(new BulkSender(fixture.client, "courses-v2-1").send(List.of(late)))
                .containsExactly(new BulkSender.Outcome.Settled(true));

        // The tombstone goes, the server forgets it, and a writer starts again.
        try (IndexWriter writer = fixture.start(URL, FORGETFUL)) {
            await().atMost(PATIENCE)
                    .until(() -> fixture.titles("courses-v2-1").equals(Map.of("b", "other")));
        }
        Instant forgotten = Instant.now().plusSeconds(2);
        await().atMost(PATIENCE).until(() -> Instant.now().isAfter(forgotten));
        try (IndexWriter writer = fixture.start(URL)) {
            fixture.put("c", "newest");
            fixture.awaitVisible(Map.of("b", "other", "c", "newest"));
            assertThat(writer.status().written()).isEqualTo(1);
        }
    }

    @Test
    void aTopicMadeAnewWinsOverWhatTheIndexHadWithHigherOffsets() {
        for (int i = 0; i < 50; i++) {
            fixture.put("a", "version " + i);
        }
        fixture.put("ghost", "of the former topic");
        try (IndexWriter writer = fixture.start(URL)) {
            fixture.awaitVisible(Map.of("a", "version 49", "ghost", "of the former topic"));
        }

        fixture.makeTopicAnew();
        fixture.put("a", "reborn");
        fixture.put("b", "new");
        fixture.flush();

        try (IndexWriter writer = fixture.start(URL)) {
            fixture.awaitVisible(Map.of("a", "reborn", "b", "new"));
        }
        assertThat(fixture.places().places())
                .allSatisfy(place -> assertThat(place.epoch()).isEqualTo(2));
    }

    @Test
    void lostPlacesBeginAnEpochThatAlsoRemovesWhatWasDeletedMeanwhile() throws Exception {
        fixture.put("a", "kept");
        fixture.put("b", "deleted meanwhile");
        try (IndexWriter writer = fixture.start(URL)) {
            fixture.awaitVisible(Map.of("a", "kept", "b", "deleted meanwhile"));
        }
        fixture.delete("b");
        fixture.flush();
        fixture.client.indices().delete(d -> d.index("millrace-places"));

        try (IndexWriter writer = fixture.start(URL)) {
            fixture.awaitVisible(Map.of("a", "kept"));
        }
    }

    @Test
    void whatTheMappingRefusesIsSetAsideWithItsContentsAndTheRestGoesOn() {
        int before = deadLetters().size();
        fixture.put("a", "good");
        fixture.send("b", RowSerde.newObject().put("title", "x").put("average_rating", "bad"));
        fixture.send("c", RowSerde.newObject().put("unknown_field", "secret contents"));
        fixture.put("d", "good too");
        try (IndexWriter writer = fixture.start(URL, EAGER)) {
            fixture.awaitVisible(Map.of("a", "good", "d", "good too"));
            await().atMost(PATIENCE).until(() -> writer.status().deadLetters() == 2);
            await().atMost(PATIENCE).until(() -> writer.status().lag() == 0);
        }

        List<DeadLetter> letters = deadLetters();
        assertThat(letters.subList(before, letters.size()))
                .extracting(DeadLetter::reason)
                .containsExactlyInAnyOrder(
                        "the index refuses it: 400 mapper_parsing_exception, field [average_rating]",
                        "the index refuses it: 400 strict_dynamic_mapping_exception, field [unknown_field]");
        assertThat(letters.getLast().value().orElseThrow().get()).isNotEmpty();
        // Nothing is tried again: the places are behind the refused ones.
        assertThat(fixture.places().places().stream().mapToLong(WriterPlace::nextOffset).sum())
                .isEqualTo(4);
    }

    @Test
    void anIndexThatSomebodyDeletesIsFilledAgain() throws Exception {
        fixture.put("a", "one");
        try (IndexWriter writer = fixture.start(URL)) {
            fixture.awaitVisible(Map.of("a", "one"));

            long beginnings = fixture.beginnings.sum();
            fixture.client.indices().delete(d -> d.index("courses-v2-1"));
            fixture.put("b", "two");

            fixture.awaitVisible(Map.of("a", "one", "b", "two"));
            // Who relied on what the index had was told.
            assertThat(fixture.beginnings.sum()).isGreaterThan(beginnings);
        }
    }

    private static DocumentChange change(String id, String title) {
        return DocumentChange.of(
                new ConsumerRecord<>(
                        Topics.documents(SearchIndexes.COURSES).name(),
                        0,
                        0,
                        ("[\"" + id + "\"]").getBytes(UTF_8),
                        ("{\"title\":\"" + title + "\"}").getBytes(UTF_8)),
                1,
                Instant.EPOCH);
    }

    private static List<DeadLetter> deadLetters() {
        TopicPartition partition = new TopicPartition(Topics.deadLetters("search").name(), 0);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", SharedStack.get().kafka().bootstrapServers()),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            List<DeadLetter> letters = new ArrayList<>();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(record -> letters.add(DeadLetter.from(record)));
            }
            return letters;
        }
    }
}
