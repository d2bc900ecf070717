package dev.millrace.streams.notificationcounts;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.Rows;
import dev.millrace.streams.fanout.ShuffledTables;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random changes, delivered between partitions in random order, against plain counting. */
class NotificationCountsShuffleTest {

    private static final String USERS = "identity.users";
    private static final String MESSAGES = "engagement.messages";
    private static final String PARTICIPANTS = "engagement.conversation_participants";
    private static final String NOTIFICATIONS = "engagement.notifications";
    private static final List<String> PEOPLE = List.of("ada", "bob", "cleo", "dan");

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.millrace.streams.fanout.ShuffledTasks#seeds")
    void rowsEqualWhatFollowsFromTheTables(long seed, @TempDir Path folder) {
        ShuffledTables.compare(
                seed,
                folder,
                DerivedStores.NOTIFICATION_COUNTS,
                NotificationCountsTopology::build,
                NotificationCountsShuffleTest::change,
                tables ->
                        tables.rows(USERS).stream()
                                .filter(user -> user.textOrNull("deleted_at") == null)
                                .map(user -> expected(tables, user.text("id")))
                                .toList());
    }

    private static void change(ShuffledTables tables) {
        switch (tables.random().nextInt(8)) {
            case 0 -> changeUser(tables);
            case 1, 2 -> changeNotification(tables);
            case 3, 4 -> changeParticipant(tables);
            default -> changeMessage(tables);
        }
    }

    private static void changeUser(ShuffledTables tables) {
        String id = tables.any(PEOPLE);
        String deleted = maybe(tables.random(), time(9));
        tables.putOrDelete(USERS, RowKey.of(id), Rows.row("id", id, "deleted_at", deleted));
    }

    private static void changeNotification(ShuffledTables tables) {
        Random random = tables.random();
        String id = "notification" + random.nextInt(16);
        Instant moment = tables.clock().plusSeconds(random.nextInt(120) - 30);
        tables.putOrDelete(
                NOTIFICATIONS,
                RowKey.of(id),
                Rows.row(
                        "id",
                        id,
                        "user_id",
                        tables.any(PEOPLE),
                        "read_at",
                        maybe(random, time(1)),
                        "expires_at",
                        random.nextInt(4) == 0 ? null : moment.toString()));
    }

    private static void changeParticipant(ShuffledTables tables) {
        Random random = tables.random();
        String id = "participant" + random.nextInt(10);
        tables.putOrDelete(
                PARTICIPANTS,
                RowKey.of(id),
                Rows.row(
                        "id", id,
                        "conversation_id", tables.any(List.of("x", "y", "z")),
                        "user_id", tables.any(PEOPLE),
                        "joined_at", time(random.nextInt(10)),
                        "last_read_at", maybe(random, time(random.nextInt(10))),
                        "left_at", maybe(random, time(9))));
    }

    private static void changeMessage(ShuffledTables tables) {
        Random random = tables.random();
        String id = "message" + random.nextInt(16);
        String created = time(random.nextInt(10));
        tables.putOrDelete(
                MESSAGES,
                RowKey.of(id, created),
                Rows.row(
                        "id", id,
                        "conversation_id", tables.any(List.of("x", "y", "z")),
                        "sender_id", tables.any(PEOPLE),
                        "recipient_id", maybe(random, tables.any(PEOPLE)),
                        "read_at", maybe(random, time(9)),
                        "created_at", created,
                        "deleted_at", maybe(random, time(9))));
    }

    private static Row expected(ShuffledTables tables, String user) {
        long notifications =
                tables.rows(NOTIFICATIONS).stream()
                        .filter(n -> n.text("user_id").equals(user))
                        .filter(n -> n.textOrNull("read_at") == null)
                        .filter(n ->
                                n.textOrNull("expires_at") == null
                                        || n.instant("expires_at").isAfter(tables.clock()))
                        .count();
        List<Row> messages =
                tables.rows(MESSAGES).stream()
                        .filter(m -> m.textOrNull("deleted_at") == null)
                        .toList();
        long direct =
                messages.stream()
                        .filter(m -> user.equals(m.textOrNull("recipient_id")))
                        .filter(m -> m.textOrNull("read_at") == null)
                        .count();
        long inGroups =
                tables.rows(PARTICIPANTS).stream()
                        .filter(p -> p.text("user_id").equals(user))
                        .filter(p -> p.textOrNull("left_at") == null)
                        .mapToLong(p -> messages.stream().filter(m -> misses(p, m)).count())
                        .sum();
        return Rows.row(
                "user_id", user,
                "unread_notifications", notifications,
                "unread_messages", direct + inGroups);
    }

    private static boolean misses(Row participant, Row message) {
        String since =
                Objects.requireNonNullElseGet(
                        participant.textOrNull("last_read_at"),
                        () -> participant.text("joined_at"));
        return message.text("conversation_id").equals(participant.text("conversation_id"))
                && message.textOrNull("recipient_id") == null
                && !message.text("sender_id").equals(participant.text("user_id"))
                && message.text("created_at").compareTo(since) > 0;
    }

    private static @Nullable String maybe(Random random, String value) {
        return random.nextInt(3) == 0 ? value : null;
    }

    private static String time(int second) {
        return "2026-01-01T00:00:0%dZ".formatted(second);
    }
}
