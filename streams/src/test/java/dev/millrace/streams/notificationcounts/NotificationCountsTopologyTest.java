package dev.millrace.streams.notificationcounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.Rows;
import dev.millrace.streams.StoreTestDriver;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotificationCountsTopologyTest {

    private static final String ANNA = "anna";
    private static final String BELA = "bela";
    private static final String CARL = "carl";

    private StoreTestDriver store;

    @BeforeEach
    void open(@TempDir Path state) {
        store =
                new StoreTestDriver(
                        DerivedStores.NOTIFICATION_COUNTS,
                        NotificationCountsTopology::build,
                        state);
        user(ANNA, null);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void directMessageCountsUntilItIsRead() {
        direct("m1", BELA, ANNA, null);
        assertThat(store.rows().values()).containsExactly(row(ANNA, 0, 1));

        direct("m1", BELA, ANNA, time(5));
        assertThat(store.rows().values()).containsExactly(row(ANNA, 0, 0));
    }

    @Test
    void groupMessagesOfOthersCountAfterTheLastReading() {
        participant("p1", "group", ANNA, 0, 10, null);
        participant("p2", "group", BELA, 0, null, null);
        group("old", "group", BELA, 5);
        group("one", "group", BELA, 11);
        group("two", "group", BELA, 12);
        group("own", "group", ANNA, 13);
        assertThat(store.rows().values()).containsExactly(row(ANNA, 0, 2));

        participant("p1", "group", ANNA, 0, 11, null);
        assertThat(store.rows().values()).containsExactly(row(ANNA, 0, 1));

        participant("p1", "group", ANNA, 0, 4, null);
        assertThat(store.rows().values()).containsExactly(row(ANNA, 0, 3));

        participant("p1", "group", ANNA, 0, 4, 20);
        assertThat(store.rows().values()).containsExactly(row(ANNA, 0, 0));

        participant("p1", "group", ANNA, 12, null, null);
        assertThat(store.rows().values()).containsExactly(row(ANNA, 0, 0));
    }

    @Test
    void deletedMessageCountsNoMore() {
        participant("p1", "group", ANNA, 0, null, null);
        group("one", "group", BELA, 11);
        group("two", "group", BELA, 12);
        direct("m1", BELA, ANNA, null);

        store.change("engagement.messages", key("one", 11), null);
        assertThat(store.rows().values()).containsExactly(row(ANNA, 0, 2));

        store.change(
                "engagement.messages",
                key("two", 12),
                message("two", "group", BELA, null, null, 12, time(20)));
        assertThat(store.rows().values()).containsExactly(row(ANNA, 0, 1));
    }

    @Test
    void personWhoChangesPlacesTakesTheCountAlong() {
        user(CARL, null);
        participant("p1", "group", ANNA, 0, null, null);
        group("one", "group", BELA, 11);
        group("by carl", "group", CARL, 12);
        assertThat(store.rows().values())
                .containsExactlyInAnyOrder(row(ANNA, 0, 2), row(CARL, 0, 0));

        participant("p1", "group", CARL, 0, null, null);

        assertThat(store.rows().values())
                .containsExactlyInAnyOrder(row(ANNA, 0, 0), row(CARL, 0, 1));
    }

    @Test
    void notificationCountsUntilItIsReadOrExpires() {
        notification("n1", ANNA, null, null);
        notification("n2", ANNA, null, 60L);
        notification("n3", ANNA, null, -60L);
        notification("n4", ANNA, time(1), null);
        assertThat(store.rows().values()).containsExactly(row(ANNA, 2, 0));

        store.advanceClock(Duration.ofMinutes(1));
        assertThat(store.rows().values()).containsExactly(row(ANNA, 1, 0));

        notification("n1", ANNA, time(2), null);
        assertThat(store.rows().values()).containsExactly(row(ANNA, 0, 0));
    }

    @Test
    void deletedUserHasNoRow() {
        direct("m1", BELA, ANNA, null);
        user(ANNA, time(9));
        assertThat(store.rows()).isEmpty();

        user(ANNA, null);
        assertThat(store.rows().values()).containsExactly(row(ANNA, 0, 1));
    }

    private void user(String id, @Nullable String deleted) {
        store.change("identity.users", RowKey.of(id), Rows.row("id", id, "deleted_at", deleted));
    }

    private void direct(String id, String from, String to, @Nullable String read) {
        store.change(
                "engagement.messages",
                key(id, 1),
                message(id, "between two", from, to, read, 1, null));
    }

    private void group(String id, String conversation, String from, int second) {
        store.change(
                "engagement.messages",
                key(id, second),
                message(id, conversation, from, null, null, second, null));
    }

    private void participant(
            String id,
            String conversation,
            String user,
            int joined,
            @Nullable Integer read,
            @Nullable Integer left) {
        store.change(
                "engagement.conversation_participants",
                RowKey.of(id),
                Rows.row(
                        "id",
                        id,
                        "conversation_id",
                        conversation,
                        "user_id",
                        user,
                        "joined_at",
                        time(joined),
                        "last_read_at",
                        read == null ? null : time(read),
                        "left_at",
                        left == null ? null : time(left)));
    }

    private void notification(
            String id, String user, @Nullable String read, @Nullable Long expiresAfter) {
        store.change(
                "engagement.notifications",
                RowKey.of(id),
                Rows.row(
                        "id", id,
                        "user_id", user,
                        "read_at", read,
                        "expires_at",
                                expiresAfter == null
                                        ? null
                                        : StoreTestDriver.START
                                                .plusSeconds(expiresAfter)
                                                .toString()));
    }

    private static Row message(
            String id,
            String conversation,
            String sender,
            @Nullable String recipient,
            @Nullable String read,
            int second,
            @Nullable String deleted) {
        return Rows.row(
                "id", id,
                "conversation_id", conversation,
                "sender_id", sender,
                "recipient_id", recipient,
                "read_at", read,
                "created_at", time(second),
                "deleted_at", deleted);
    }

    private static RowKey key(String id, int second) {
        return RowKey.of(id, time(second));
    }

    private static String time(int second) {
        return "2026-01-01T00:00:%02dZ".formatted(second);
    }

    private static Row row(String user, int notifications, int messages) {
        return Rows.row(
                "user_id", user,
                "unread_notifications", notifications,
                "unread_messages", messages);
    }
}
