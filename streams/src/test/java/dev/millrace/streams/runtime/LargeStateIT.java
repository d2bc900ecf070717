package dev.millrace.streams.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.devstack.EmbeddedKafkaBroker;
import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.RowKeySerde;
import dev.millrace.schema.topics.TopicCreation;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.fixture.StreamsDatabase;
import dev.millrace.streams.verification.StoreComparison;
import dev.millrace.streams.verification.StoreVerification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requirement 22: a large state that is lost comes back, and rebalances take no memory. */
class LargeStateIT {

    private static final Logger LOG = LoggerFactory.getLogger(LargeStateIT.class);
    private static final boolean LONG = Boolean.getBoolean("millrace.test.long");

    /** Each tag is on one course: the tags and where they are, each a key of the state. */
    private static final int TAGS = LONG ? 500_000 : 50_000;

    private static final int KEYS = 2 * TAGS;
    private static final int REBALANCES = LONG ? 200 : 10;
    private static final Duration PATIENCE = LONG ? Duration.ofMinutes(10) : Duration.ofMinutes(2);

    /** A start, and ten thousand keys a second. */
    private static final Duration RESTORE_MAX = Duration.ofSeconds(30).plusMillis(KEYS / 10);

    private static final double GROWTH_MAX = 1.1;
    private static final String STORE = DerivedStores.TAG_USAGE.name();
    private static final String TAG = "learning.course_tags";
    private static final String TAG_ON_COURSE = "learning.course_tag_map";
    private static final String ID = "00000000-0000-4000-8000-%012d";

    @TempDir private Path folder;
    private final StreamsDatabase database = StreamsDatabase.migrated();
    private EmbeddedKafkaBroker broker;
    private KafkaSettings kafka;
    private KafkaProducer<byte[], byte[]> producer;
    private Admin admin;

    @BeforeEach
    void fill() throws SQLException {
        broker = EmbeddedKafkaBroker.start(folder.resolve("kafka"), OptionalInt.empty());
        kafka = new KafkaSettings(broker.bootstrapServers(), 2, (short) 1);
        TopicCreation.createMissing(kafka, Topics.all());
        Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrapServers());
        producer =
                new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
        admin = Admin.create(client);
        database.execute(
                """
                insert into learning.courses (id, source_system, title, slug, instructor_name)
                select ('00000000-0000-4000-8000-' || lpad(c::text, 12, '0'))::uuid, 'edu7p',
                    'Course', 'course-' || c, 'Teacher'
                  from generate_series(1, 2) c;
                insert into learning.course_tags (id, name, slug)
                select ('00000000-0000-4000-8000-' || lpad(t::text, 12, '0'))::uuid, 'Tag ' || t,
                    'tag-' || t
                  from generate_series(1, %d) t;
                insert into learning.course_tag_map (course_id, tag_id)
                select '00000000-0000-4000-8000-000000000001', id from learning.course_tags;
                """
                        .formatted(TAGS));
        for (int tag = 1; tag <= TAGS; tag++) {
            send(TAG, "{\"id\":\"%s\"}".formatted(id(tag)), id(tag));
            tagged(1, tag);
        }
        producer.flush();
    }

    @AfterEach
    void stop() {
        admin.close();
        producer.close();
        broker.close();
    }

    @Test
    void lostStateComesBackAndRebalancesTakeNoMemory() throws Exception {
        try (StreamsRuntime streams = store("state")) {
            assertThat(streams.awaitDrained(PATIENCE)).isTrue();
        }

        // As on a machine whose disk is new.
        long begin = System.nanoTime();
        try (StreamsRuntime streams = store("state-anew")) {
            await().atMost(PATIENCE).until(() -> isRestored(streams));
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            LOG.atInfo().addKeyValue("keys", KEYS).addKeyValue("took", took).log("restored");
            assertThat(took).isLessThan(RESTORE_MAX);
            tagOnce(1);
            assertThat(streams.awaitDrained(PATIENCE)).isTrue();
        }

        // A heap that is all there from the beginning, so that what grows is not the heap.
        Process weighed =
                StreamsProcess.start(
                        kafka,
                        folder.resolve("state-anew"),
                        database.writer(),
                        Set.of(STORE),
                        List.of("-Xms192m", "-Xmx192m", "-XX:+AlwaysPreTouch"));
        try {
            awaitMembers(1);
            long before = 0;
            for (int pair = 1; pair <= REBALANCES / 2; pair++) {
                // Somebody joins, and leaves again.
                try (StreamsRuntime other = store("state-of-another")) {
                    awaitMembers(2);
                    tagOnce(2 * pair);
                    assertThat(other.awaitDrained(PATIENCE)).isTrue();
                }
                awaitMembers(1);
                if (pair == REBALANCES / 5) {
                    before = residentKilobytes(weighed);
                }
            }
            tagOnce(2 * REBALANCES);
            await().atMost(PATIENCE).until(() -> compared().isEqual());
            long after = residentKilobytes(weighed);
            LOG.atInfo()
                    .addKeyValue("before", before)
                    .addKeyValue("after", after)
                    .log("kilobytes over the rebalances");
            assertThat(weighed.isAlive()).isTrue();
            assertThat((double) after / before).isLessThan(GROWTH_MAX);
        } finally {
            weighed.destroyForcibly().waitFor();
        }
        assertThat(compared().rows()).isEqualTo(TAGS);
    }

    private StreamsRuntime store(String state) {
        return StreamsRuntime.start(
                StreamsSettings.defaults(kafka, folder.resolve(state)).withStores(Set.of(STORE)),
                database.writer());
    }

    private static boolean isRestored(StreamsRuntime streams) {
        StoreStatus status = streams.statusWithoutLag().getFirst();
        return status.application() == KafkaStreams.State.RUNNING && status.restored() >= KEYS;
    }

    private StoreComparison compared() {
        return StoreVerification.compare(database.operator(), List.of(DerivedStores.TAG_USAGE), 5)
                .getFirst();
    }

    /** The tag is on another course as well, which counts right only where its state is. */
    private void tagOnce(int tag) throws SQLException {
        database.execute(
                "insert into learning.course_tag_map (course_id, tag_id) values ('%s', '%s')"
                        .formatted(id(2), id(tag)));
        tagged(2, tag);
        producer.flush();
    }

    private void tagged(int course, int tag) {
        send(
                TAG_ON_COURSE,
                "{\"course_id\":\"%s\",\"tag_id\":\"%s\"}".formatted(id(course), id(tag)),
                id(course),
                id(tag));
    }

    private void send(String table, String row, String... key) {
        producer.send(
                new ProducerRecord<>(
                        Topics.capture(table).name(),
                        RowKeySerde.toBytes(RowKey.of(key)),
                        row.getBytes(UTF_8)));
    }

    /** Until so many processes share the store and none is joining or leaving. */
    private void awaitMembers(int members) {
        String group =
                StoreApplications.all().stream()
                        .filter(application -> application.store().equals(DerivedStores.TAG_USAGE))
                        .findFirst()
                        .orElseThrow()
                        .applicationId();
        await().atMost(PATIENCE)
                .until(() ->
                        admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
                                .allMatch(found ->
                                        found.groupState() == GroupState.STABLE
                                                && found.members().size() == members));
    }

    private static long residentKilobytes(Process process) throws IOException {
        try (Stream<String> lines =
                Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String id(int number) {
        return ID.formatted(number);
    }
}
