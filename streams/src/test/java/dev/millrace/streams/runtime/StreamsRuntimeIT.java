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
import dev.millrace.streams.writer.WriterState;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All stores on real servers, fed straight from the tables. */
class StreamsRuntimeIT {

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

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String[] TABLES = {
        "identity.users",
        "identity.user_profiles",
        "identity.roles",
        "identity.user_roles",
        "engagement.conversations",
        "engagement.conversation_participants",
        "engagement.messages",
        "wellness.practitioners",
        "wellness.reviews",
        "wellness.bookings",
        "learning.courses",
        "learning.course_modules",
        "learning.lessons",
        "learning.enrollments",
        "learning.lesson_progress",
        "learning.course_completions",
        "learning.recommendation_refreshes"
    };

    @TempDir private static Path folder;
    private static EmbeddedKafkaBroker broker;
    private static KafkaSettings kafka;
    private static StreamsDatabase database;
    private static CaptureFeed feed;

    @BeforeAll
    static void start() throws SQLException {
        database = StreamsDatabase.migrated();
        broker = EmbeddedKafkaBroker.start(folder.resolve("kafka"), OptionalInt.empty());
        kafka = new KafkaSettings(broker.bootstrapServers(), 2, (short) 1);
        TopicCreation.createMissing(kafka, Topics.all());
        feed = new CaptureFeed(kafka);
        database.execute(
                """
                insert into identity.users (id, email, display_name)
                select md5('user' || i)::uuid, 'user' || i || '@example.org', 'User ' || i
                  from generate_series(1, 30) i;
                insert into wellness.practitioners (id, user_id, bio)
                select md5('practitioner' || i)::uuid, md5('user' || i)::uuid, 'Practitioner'
                  from generate_series(1, 5) i;
                insert into wellness.services (
                    id, practitioner_id, name, duration_minutes, price_cents)
                select md5('service' || i)::uuid, md5('practitioner' || i)::uuid, 'Session', 60,
                       8000
                  from generate_series(1, 5) i;
                insert into learning.courses (
                    id, source_system, title, slug, instructor_name, status, published_at)
                select md5('course' || i)::uuid, 'edu7p', 'Course', 'course-' || i, 'Teacher',
                       'published', now() - i * interval '20 days'
                  from generate_series(1, 3) i;
                insert into learning.course_modules (id, course_id, title, order_index)
                select md5('module' || i)::uuid, md5('course' || i)::uuid, 'Module', 1
                  from generate_series(1, 3) i;
                insert into learning.lessons (
                    id, course_id, module_id, title, slug, order_index, is_published)
                select md5('lesson' || c || l)::uuid, md5('course' || c)::uuid,
                       md5('module' || c)::uuid, 'Lesson', 'lesson-' || c || l, l, true
                  from generate_series(1, 3) c, generate_series(1, 4) l;
                insert into identity.roles (id, name) values (md5('role')::uuid, 'member');
                insert into identity.user_roles (user_id, role_id, expires_at)
                select md5('user' || i)::uuid, md5('role')::uuid,
                       now() + (i - 5.5) * interval '1 day'
                  from generate_series(1, 9) i;
                insert into engagement.conversations (id, type)
                values (md5('talk')::uuid, 'group');
                insert into engagement.conversation_participants (conversation_id, user_id)
                select md5('talk')::uuid, md5('user' || i)::uuid from generate_series(1, 9) i;
                """);
    }

    @AfterAll
    static void stop() {
        feed.close();
        broker.close();
    }

    @Test
    void derivedTablesEqualTheirOraclesThroughTrafficAndRestarts() throws SQLException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Path state = folder.resolve("state");

        for (int run = 0; run < 3; run++) {
            try (StreamsRuntime streams =
                    StreamsRuntime.start(
                            StreamsSettings.defaults(kafka, state), database.writer())) {
                for (int step = 0; step < 20; step++) {
                    traffic(random);
                    feed.publish(database, TABLES);
                }
                settle(streams);

                assertThat(differences()).as("seed %d, run %d", seed, run).isEmpty();
                assertThat(reachedButNotRecorded()).isEmpty();
                assertThat(streams.status())
                        .allSatisfy(status -> {
                            assertThat(status.application()).isEqualTo(KafkaStreams.State.RUNNING);
                            assertThat(status.writer().state()).isEqualTo(WriterState.RUNNING);
                            assertThat(status.failure()).isEmpty();
                            assertThat(status.deadLetters()).isZero();
                        });
                assertThat(streams.latency().count()).isPositive();
            }
        }
    }

    @Test
    void killedAgainAndAgainTheStoresStillEqualTheirOracles() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Path state = folder.resolve("state-of-killed");

        for (int life = 0; life < 3; life++) {
            long before = applied();
            Process process = StreamsProcess.start(kafka, state, database.writer());
            try {
                for (int step = 0; step < 10 || applied() == before; step++) {
                    traffic(random);
                    feed.publish(database, TABLES);
                }
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
        try (StreamsRuntime streams =
                StreamsRuntime.start(StreamsSettings.defaults(kafka, state), database.writer())) {
            settle(streams);
        }

        assertThat(differences()).as("seed %d", seed).isEmpty();
    }

    @Test
    void aKilledProcessKeepsItsState() throws Exception {
        Path state = folder.resolve("state-to-keep");
        Random random = new Random(7);
        for (int step = 0; step < 20; step++) {
            traffic(random);
        }
        feed.publish(database, TABLES);
        try (StreamsRuntime streams = start(state)) {
            settle(streams);
        }
        long everything;
        try (StreamsRuntime streams = start(folder.resolve("state-of-nobody"))) {
            settle(streams);
            everything = restored(streams);
        }

        Process process = StreamsProcess.start(kafka, state, database.writer());
        try {
            long before = applied();
            while (applied() == before) {
                traffic(random);
                feed.publish(database, TABLES);
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        try (StreamsRuntime streams = start(state)) {
            settle(streams);

            // What came after the last commit of the killed one, and what was written since.
            assertThat(restored(streams)).isLessThan(everything / 4);
            assertThat(differences()).isEmpty();
        }
    }

    private static StreamsRuntime start(Path state) {
        return StreamsRuntime.start(StreamsSettings.defaults(kafka, state), database.writer());
    }

    private static long restored(StreamsRuntime streams) {
        return streams.status().stream().mapToLong(StoreStatus::restored).sum();
    }

    /** Grows with everything that any table writer applies. */
    private static long applied() throws SQLException {
        return Long.parseLong(
                database.rows(
                                "select coalesce(sum(next_offset), 0)"
                                        + " from derived.applied_offsets")
                        .getFirst());
    }

    /** What is written back is new input: publish and drain until nothing more comes. */
    private static void settle(StreamsRuntime streams) throws SQLException {
        long before;
        do {
            before = completions();
            feed.publish(database, TABLES);
            assertThat(streams.awaitDrained(PATIENCE)).isTrue();
        } while (completions() != before);
        // Lists are as of moments of their own: made anew, they are as of one at rest.
        database.execute("select learning.refresh_recommendations()");
        feed.publish(database, TABLES);
        assertThat(streams.awaitDrained(PATIENCE)).isTrue();
        await().atMost(PATIENCE)
                .until(() ->
                        streams.status().stream()
                                .allMatch(s -> s.lag().isPresent() && s.lag().get().total() == 0));
    }

    private static List<String> reachedButNotRecorded() throws SQLException {
        return database.rows(
                """
                select user_id, course_id from derived.course_progress
                 where completed_at is not null
                except select user_id, course_id from learning.course_completions
                """);
    }

    private static long completions() throws SQLException {
        return Long.parseLong(
                database.rows("select count(*) from learning.course_completions").getFirst());
    }

    private static List<StoreComparison> differences() {
        return StoreVerification.compare(database.operator(), DerivedStores.all(), 5).stream()
                .filter(comparison ->
                        !comparison.isEqual()
                                || (comparison.rows() == 0 && FILLED.contains(comparison.store())))
                .toList();
    }

    private static void traffic(Random random) throws SQLException {
        StringBuilder sql = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            sql.append(
                    switch (random.nextInt(9)) {
                        case 0, 1 -> booking(random);
                        case 6 ->
                                """
                                insert into engagement.messages (
                                    conversation_id, sender_id, content)
                                values (md5('talk')::uuid, md5('user%d')::uuid, 'x');
                                """
                                        .formatted(1 + random.nextInt(9));
                        case 2 ->
                                """
                                insert into wellness.reviews (
                                    booking_id, reviewer_id, practitioner_id, rating)
                                select id, user_id, practitioner_id, 1 + floor(5 * random())::int
                                  from wellness.bookings b
                                 where not exists (
                                     select from wellness.reviews r where r.booking_id = b.id)
                                 limit 1;
                                """;
                        case 3 ->
                                """
                                update wellness.reviews set rating = 1 + floor(5 * random())::int,
                                       status = (array['published', 'hidden']
                                           ::wellness.review_status[])[1 + floor(2 * random())]
                                 where id = (
                                     select id from wellness.reviews order by random() limit 1);
                                """;
                        case 4 ->
                                """
                                delete from wellness.reviews where id = (
                                    select id from wellness.reviews order by random() offset 1 limit 1);
                                """;
                        case 5 ->
                                """
                                insert into learning.enrollments (user_id, course_id)
                                values (md5('user%d')::uuid, md5('course%d')::uuid)
                                on conflict do nothing;
                                """
                                        .formatted(1 + random.nextInt(30), 1 + random.nextInt(3));
                        default ->
                                """
                                insert into learning.lesson_progress (
                                    user_id, lesson_id, status, completed_at)
                                select e.user_id, l.id, 'completed', now()
                                  from learning.enrollments e
                                  join learning.lessons l on l.course_id = e.course_id
                                 order by e.user_id, e.course_id, random()
                                offset %d limit 3
                                on conflict (user_id, lesson_id) do update
                                   set status = 'completed', completed_at = now();
                                """
                                        .formatted(random.nextInt(30));
                    });
        }
        database.execute(sql.toString());
    }

    private static String booking(Random random) {
        int practitioner = 1 + random.nextInt(5);
        String status = List.of("pending", "completed", "no_show").get(random.nextInt(3));
        return """
        insert into wellness.bookings (
            kind, user_id, practitioner_id, service_id, scheduled_at, ends_at, duration_minutes,
            session_type, status)
        values ('session', md5('user%d')::uuid, md5('practitioner%d')::uuid,
            md5('service%d')::uuid, now(), now() + interval '1 hour', 60, 'video_call', '%s');
        """
                .formatted(1 + random.nextInt(30), practitioner, practitioner, status);
    }
}
