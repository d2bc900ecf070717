package dev.millrace.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.devstack.EmbeddedKafkaBroker;
import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.topics.TopicCreation;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.fixture.CaptureFeed;
import dev.millrace.streams.fixture.StreamsDatabase;
import dev.millrace.streams.verification.StoreComparison;
import dev.millrace.streams.verification.StoreVerification;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;

/** A broker and a database of one's own with {@link SmallWorld}, for tests of all stores. */
final class SmallWorldServers implements AutoCloseable {

    private static final Set<DerivedStore> FILLED =
            Set.of(
                    DerivedStores.COURSE_PROGRESS,
                    DerivedStores.COURSE_STATISTICS,
                    DerivedStores.PRACTITIONER_STATS,
                    DerivedStores.REVIEW_COUNTS,
                    DerivedStores.CONVERSATION_STATE,
                    DerivedStores.USER_ENGAGEMENT,
                    DerivedStores.ROLE_STATISTICS,
                    DerivedStores.NOTIFICATION_COUNTS,
                    DerivedStores.LEARNER_DASHBOARD,
                    DerivedStores.COURSE_RECOMMENDATIONS);

    /** A killed process is in its groups for some seconds yet, and the machine may be busy. */
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final EmbeddedKafkaBroker broker;
    private final KafkaSettings kafka;
    private final StreamsDatabase database;
    private final CaptureFeed feed;

    private SmallWorldServers(EmbeddedKafkaBroker broker, StreamsDatabase database) {
        this.broker = broker;
        this.database = database;
        kafka = new KafkaSettings(broker.bootstrapServers(), 2, (short) 1);
        TopicCreation.createMissing(kafka, Topics.all());
        feed = new CaptureFeed(kafka);
    }

    static SmallWorldServers start(Path folder) throws SQLException {
        StreamsDatabase database = StreamsDatabase.migrated();
        SmallWorld.create(database);
        return new SmallWorldServers(
                EmbeddedKafkaBroker.start(folder, OptionalInt.empty()), database);
    }

    @Override
    public void close() {
        feed.close();
        broker.close();
    }

    KafkaSettings kafka() {
        return kafka;
    }

    StreamsDatabase database() {
        return database;
    }

    StreamsRuntime stores(Path state) {
        return StreamsRuntime.start(StreamsSettings.defaults(kafka, state), database.writer());
    }

    private void traffic(Random random) throws SQLException {
        SmallWorld.traffic(database, random);
    }

    /** Brings what has changed into the topics. */
    void publish() throws SQLException {
        feed.publish(database, SmallWorld.TABLES);
    }

    /** Grows with everything that any table writer applies. */
    long applied() throws SQLException {
        return Long.parseLong(
                database.rows(
                                "select coalesce(sum(next_offset), 0)"
                                        + " from derived.applied_offsets")
                        .getFirst());
    }

    /** What is written back is new input: publish and drain until nothing more comes. */
    void settle(StreamsRuntime streams) throws SQLException {
        long before;
        do {
            before = completions();
            publish();
            drain(streams);
        } while (completions() != before);
        // Lists are as of moments of their own: made anew, they are as of one at rest.
        database.execute("select learning.refresh_recommendations()");
        publish();
        drain(streams);
        await().atMost(PATIENCE)
                .until(() ->
                        streams.status().stream()
                                .allMatch(s -> s.lag().isPresent() && s.lag().get().total() == 0));
    }

    private static void drain(StreamsRuntime streams) {
        assertThat(streams.awaitDrained(PATIENCE))
                .as("drained: %s", streams.statusWithoutLag())
                .isTrue();
    }

    private long completions() throws SQLException {
        return Long.parseLong(
                database.rows("select count(*) from learning.course_completions").getFirst());
    }

    /**
     * Traffic, published step by step, until each store that has to show rows has some to show:
     * traffic is random.
     *
     * @param steps at the least
     */
    void work(Random random, int steps) throws SQLException {
        workUntil(random, steps, () -> true);
    }

    /** As {@link #work}, until also some table writer has applied something. */
    void workUntilApplied(Random random, int steps) throws SQLException {
        long before = applied();
        workUntil(random, steps, () -> applied() > before);
    }

    private void workUntil(Random random, int steps, Condition enough) throws SQLException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (int step = 0; step < steps || !enough.holds() || !empty().isEmpty(); step++) {
            assertThat(System.nanoTime())
                    .as("after %d steps, stores without rows: %s", step, empty())
                    .isLessThan(deadline);
            traffic(random);
            publish();
        }
    }

    /** The stores that have to show rows and by their oracles have none. */
    private List<String> empty() throws SQLException {
        List<String> empty = new ArrayList<>();
        for (DerivedStore store : FILLED) {
            if (database.rows("select 1 from oracle.%s limit 1".formatted(store.table()))
                    .isEmpty()) {
                empty.add(store.name());
            }
        }
        return empty;
    }

    List<StoreComparison> differences() {
        return StoreVerification.compare(database.operator(), DerivedStores.all(), 5).stream()
                .filter(comparison ->
                        !comparison.isEqual()
                                || (comparison.rows() == 0 && FILLED.contains(comparison.store())))
                .toList();
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws SQLException;
    }
}
