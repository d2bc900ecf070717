package dev.millrace.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.devstack.EmbeddedKafkaBroker;
import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.topics.TopicCreation;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.fixture.CaptureFeed;
import dev.millrace.streams.fixture.StreamsDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the clock alone changes, on real servers: while the store runs, and while it does not. */
class ExpiryRuntimeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    // Long enough to stop a store before it, on a busy machine too.
    private static final int STOP_SECONDS = 15;

    private static final List<StoreApplication> ROLES_ONLY =
            StoreApplications.all().stream()
                    .filter(a -> a.store().equals(DerivedStores.ROLE_STATISTICS))
                    .toList();

    @Test
    void grantsExpireAtTheirMomentAndNoneIsLostOverARestart(@TempDir Path folder)
            throws SQLException {
        StreamsDatabase database = StreamsDatabase.migrated();
        database.execute(
                """
                insert into identity.users (id, email, display_name)
                select md5('user' || i)::uuid, 'user' || i || '@example.org', 'User'
                  from generate_series(1, 3) i;
                insert into identity.roles (id, name) values (md5('role')::uuid, 'member');
                insert into identity.user_roles (user_id, role_id)
                select md5('user' || i)::uuid, md5('role')::uuid from generate_series(1, 3) i;
                """);
        try (EmbeddedKafkaBroker broker =
                EmbeddedKafkaBroker.start(folder.resolve("kafka"), OptionalInt.empty())) {
            KafkaSettings kafka = new KafkaSettings(broker.bootstrapServers(), 2, (short) 1);
            TopicCreation.createMissing(kafka, Topics.all());
            StreamsSettings settings = StreamsSettings.defaults(kafka, folder.resolve("state"));
            try (CaptureFeed feed = new CaptureFeed(kafka)) {
                try (StreamsRuntime streams =
                        StreamsRuntime.start(settings, database.writer(), ROLES_ONLY)) {
                    feed.publish(database, "identity.roles", "identity.user_roles");
                    await().atMost(PATIENCE).until(() -> activeUsers(database).equals("3"));

                    expire(database, "user1", 2);
                    feed.publish(database, "identity.user_roles");
                    await().atMost(PATIENCE).until(() -> activeUsers(database).equals("2"));
                    assertThat(
                                    database.rows(
                                            "select updated_at = expires_at"
                                                    + " from derived.role_statistics,"
                                                    + " identity.user_roles"
                                                    + " where user_id = md5('user1')::uuid"))
                            .containsExactly("t");

                    expire(database, "user2", STOP_SECONDS);
                    feed.publish(database, "identity.user_roles");
                    assertThat(streams.awaitDrained(PATIENCE)).isTrue();
                }
                assertThat(hasExpired(database, "user2")).as("stopped in time").isFalse();
                await().atMost(PATIENCE).until(() -> hasExpired(database, "user2"));
                assertThat(activeUsers(database)).isEqualTo("2");

                try (StreamsRuntime streams =
                        StreamsRuntime.start(settings, database.writer(), ROLES_ONLY)) {
                    await().atMost(PATIENCE).until(() -> activeUsers(database).equals("1"));
                    assertThat(streams.status())
                            .allSatisfy(status -> assertThat(status.failure()).isEmpty());
                }
            }
        }
    }

    private static void expire(StreamsDatabase database, String user, int seconds)
            throws SQLException {
        database.execute(
                "update identity.user_roles set expires_at = now() + interval '%d s'"
                                .formatted(seconds)
                        + " where user_id = md5('%s')::uuid".formatted(user));
    }

    private static boolean hasExpired(StreamsDatabase database, String user) throws SQLException {
        return database.rows(
                        "select expires_at < now() from identity.user_roles where user_id = md5('"
                                + user
                                + "')::uuid")
                .getFirst()
                .equals("t");
    }

    private static String activeUsers(StreamsDatabase database) throws SQLException {
        List<String> rows = database.rows("select active_users from derived.role_statistics");
        return rows.isEmpty() ? "no row" : rows.getFirst();
    }
}
