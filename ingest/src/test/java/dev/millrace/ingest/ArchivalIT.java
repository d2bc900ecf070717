package dev.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.testing.TestSource;
import dev.millrace.ingest.testing.TestTopics;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.capture.CapturedTables;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What the job of retention does in the database, seen from the topics: archived rows and their
 * children stay, also after the topics are made anew, and deletes beside it are told.
 */
class ArchivalIT {

    private static final List<String> TABLES =
            List.of(
                    "engagement.messages",
                    "engagement.message_reactions",
                    "wellness.bookings",
                    "wellness.booking_participants",
                    "wellness.booking_reschedule_requests");

    private static final String PERSON = "00000000-0000-0000-0000-00000000000a";

    private final TestSource source = TestSource.fresh();

    @AfterEach
    void dropSource() {
        source.close();
    }

    @Test
    void archivedRowsAndTheirChildrenStayInTheTopics() throws InterruptedException {
        months();
        people();
        for (int i = 1; i <= 3; i++) {
            message(i, i == 3 ? "2018-12-05" : "2018-01-05");
            booking(i, i == 3 ? "2018-12-05" : "2018-01-05");
        }
        IngestSettings settings = source.settingsOfTheModel();
        Map<String, Map<String, String>> before;
        try (Ingest ingest = Ingest.start(settings)) {
            source.awaitPublished(ingest);
            before = tables();

            archive("engagement.messages");
            archive("wellness.bookings");
            // Not archived: the children of what is still there.
            source.sql(
                    "delete from engagement.message_reactions",
                    "delete from wellness.booking_participants");
            source.awaitPublished(ingest);

            assertThat(before.get("wellness.booking_participants")).hasSize(3);
            assertThat(before.get("engagement.message_reactions")).hasSize(3);
            before.get("engagement.message_reactions").remove("[\"%s\"]".formatted(id(403)));
            before.get("wellness.booking_participants").remove("[\"%s\"]".formatted(id(203)));
            assertThat(tables()).isEqualTo(before);

            source.requestEverything();
            source.awaitPublished(ingest);
        }

        assertThat(source.value("select count(*) from wellness.bookings")).isEqualTo("1");
        assertThat(source.value("select count(*) from archive.bookings")).isEqualTo("2");
        assertThat(source.value("select count(*) from archive.message_reactions")).isEqualTo("2");
        assertThat(tables()).isEqualTo(before);
    }

    private void months() {
        for (String table : List.of("engagement.messages", "wellness.bookings")) {
            for (String day : List.of("2018-01-01", "2018-12-01")) {
                source.sql("select ops.add_month('%s', '%s')".formatted(table, day));
            }
        }
    }

    private void people() {
        source.sql(
                "insert into identity.users (id, email, display_name) values ('%s', 'a@example.org', 'A')"
                        .formatted(PERSON),
                "insert into wellness.practitioners (id, user_id, bio) values ('%1$s', '%1$s', 'P')"
                        .formatted(PERSON),
                "insert into wellness.services (id, practitioner_id, name, duration_minutes, price_cents) values ('%1$s', '%1$s', 'S', 60, 1)"
                        .formatted(PERSON),
                "insert into engagement.conversations (id, type) values ('%s', 'direct')"
                        .formatted(PERSON));
    }

    private void booking(int number, String day) {
        source.sql(
                """
                insert into wellness.bookings (id, user_id, practitioner_id, service_id,
                    scheduled_at, ends_at, duration_minutes, session_type, created_at)
                values ('%1$s', '%2$s', '%2$s', '%2$s', '%3$s', '%3$s'::timestamptz + interval '1 h',
                    60, 'chat', '%3$s')
                """
                        .formatted(id(100 + number), PERSON, day),
                "insert into wellness.booking_participants (id, booking_id, user_id) values ('%s', '%s', '%s')"
                        .formatted(id(200 + number), id(100 + number), PERSON),
                """
                insert into wellness.booking_reschedule_requests
                    (booking_id, requested_by, original_scheduled_at, new_scheduled_at)
                values ('%s', '%s', '2018-01-01', '2018-01-02')
                """
                        .formatted(id(100 + number), PERSON));
    }

    private void message(int number, String day) {
        source.sql(
                """
                insert into engagement.messages
                    (id, conversation_id, sender_id, content, created_at)
                values ('%1$s', '%2$s', '%2$s', 'text', '%3$s')
                """
                        .formatted(id(300 + number), PERSON, day),
                """
                insert into engagement.message_reactions
                    (id, message_id, message_created_at, user_id, reaction_type)
                values ('%s', '%s', '%s', '%s', 'like')
                """
                        .formatted(id(400 + number), id(300 + number), day, PERSON));
    }

    private void archive(String table) {
        String month = table + "_y2018m01";
        source.sql(
                "select ops.close_month('%s', '%s', '2018-06-01')".formatted(table, month),
                "begin; select ops.archive_month('%1$s', '%2$s', '2018-06-01'); select ops.drop_archived_month('%1$s', '%2$s'); commit"
                        .formatted(table, month));
    }

    private static Map<String, Map<String, String>> tables() {
        Map<String, Map<String, String>> all = new LinkedHashMap<>();
        for (String name : TABLES) {
            CapturedTable table = CapturedTables.get(name);
            all.put(name, TestTopics.table(table));
        }
        return all;
    }

    private static String id(int number) {
        return "00000000-0000-0000-0000-%012d".formatted(number);
    }
}
