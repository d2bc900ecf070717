package dev.millrace.streams.conversationstate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.Rows;
import dev.millrace.streams.StoreTestDriver;
import dev.millrace.streams.fanout.ShuffledTables;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConversationStateTopologyTest {

    private static final String CONVERSATIONS = "engagement.conversations";
    private static final String MESSAGES = "engagement.messages";
    private static final String LOW = "0a000000-0000-0000-0000-000000000001";
    private static final String MIDDLE = "70000000-0000-0000-0000-000000000002";
    private static final String HIGH = "ff000000-0000-0000-0000-000000000003";

    @Test
    void deletingTheNewestFallsBackToTheOneBefore(@TempDir Path folder) {
        try (StoreTestDriver store = store(folder)) {
            conversation(store, "talk");
            assertThat(store.rows().values()).containsExactly(row("talk", null, null, 0));

            message(store, LOW, "talk", 1, null);
            message(store, HIGH, "talk", 2, null);
            message(store, MIDDLE, "talk", 3, null);
            assertThat(store.rows().values()).containsExactly(row("talk", MIDDLE, time(3), 3));

            message(store, MIDDLE, "talk", 3, time(9));
            assertThat(store.rows().values()).containsExactly(row("talk", HIGH, time(2), 2));

            store.change(MESSAGES, key(HIGH, 2), null);
            assertThat(store.rows().values()).containsExactly(row("talk", LOW, time(1), 1));

            message(store, MIDDLE, "talk", 3, null);
            assertThat(store.rows().values()).containsExactly(row("talk", MIDDLE, time(3), 2));
        }
    }

    @Test
    void tiesGoToTheGreaterIdAsPostgresqlOrdersThem(@TempDir Path folder) {
        try (StoreTestDriver store = store(folder)) {
            conversation(store, "talk");
            message(store, MIDDLE, "talk", 5, null);
            message(store, HIGH, "talk", 5, null);
            message(store, LOW, "talk", 5, null);

            assertThat(store.rows().values()).containsExactly(row("talk", HIGH, time(5), 3));
        }
    }

    @Test
    void olderMessageChangesTheCountOnly(@TempDir Path folder) {
        try (StoreTestDriver store = store(folder)) {
            conversation(store, "talk");
            message(store, HIGH, "talk", 5, null);
            store.emitted();

            message(store, LOW, "talk", 4, null);
            message(store, LOW, "talk", 4, null);

            assertThat(store.emitted())
                    .singleElement()
                    .satisfies(r -> assertThat(r.value()).isEqualTo(row("talk", HIGH, time(5), 2)));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.millrace.streams.fanout.ShuffledTasks#seeds")
    void rowsEqualWhatFollowsFromTheTables(long seed, @TempDir Path folder) {
        ShuffledTables.compare(
                seed,
                folder,
                DerivedStores.CONVERSATION_STATE,
                ConversationStateTopology::build,
                ConversationStateTopologyTest::change,
                tables ->
                        tables.rows(CONVERSATIONS).stream()
                                .map(conversation -> expected(tables, conversation.text("id")))
                                .toList());
    }

    private static void change(ShuffledTables tables) {
        String conversation = tables.any(List.of("a", "b", "c", "d"));
        if (tables.random().nextInt(6) == 0) {
            tables.putOrDelete(
                    CONVERSATIONS, RowKey.of(conversation), Rows.row("id", conversation));
            return;
        }
        // Few moments, so that many messages share one.
        String id = "%08x-0000-0000-0000-000000000000".formatted(0x11111111 * tables.any(IDS));
        int second = tables.random().nextInt(4);
        String deleted = tables.random().nextInt(4) == 0 ? time(9) : null;
        tables.putOrDelete(
                MESSAGES, key(id, second), messageRow(id, conversation, second, deleted));
    }

    private static final List<Integer> IDS = IntStream.rangeClosed(0, 15).boxed().toList();

    private static Row expected(ShuffledTables tables, String conversation) {
        List<Row> live =
                tables.rows(MESSAGES).stream()
                        .filter(m -> m.text("conversation_id").equals(conversation))
                        .filter(m -> m.textOrNull("deleted_at") == null)
                        .sorted(
                                Comparator.comparing((Row m) -> m.text("created_at"))
                                        .thenComparing(m -> m.text("id")))
                        .toList();
        return live.isEmpty()
                ? row(conversation, null, null, 0)
                : row(
                        conversation,
                        live.getLast().text("id"),
                        live.getLast().text("created_at"),
                        live.size());
    }

    private static StoreTestDriver store(Path folder) {
        return new StoreTestDriver(
                DerivedStores.CONVERSATION_STATE, ConversationStateTopology::build, folder);
    }

    private static void conversation(StoreTestDriver store, String id) {
        store.change(CONVERSATIONS, RowKey.of(id), Rows.row("id", id));
    }

    private static void message(
            StoreTestDriver store,
            String id,
            String conversation,
            int second,
            @Nullable String deleted) {
        store.change(MESSAGES, key(id, second), messageRow(id, conversation, second, deleted));
    }

    private static Row messageRow(
            String id, String conversation, int second, @Nullable String deleted) {
        return Rows.row(
                "id", id,
                "conversation_id", conversation,
                "created_at", time(second),
                "deleted_at", deleted);
    }

    private static RowKey key(String id, int second) {
        return RowKey.of(id, time(second));
    }

    private static String time(int second) {
        return "2026-01-01T00:00:0%dZ".formatted(second);
    }

    private static Row row(
            String conversation, @Nullable String message, @Nullable String at, int count) {
        return Rows.row(
                "conversation_id", conversation,
                "last_message_id", message,
                "last_message_at", at,
                "message_count", count);
    }
}
