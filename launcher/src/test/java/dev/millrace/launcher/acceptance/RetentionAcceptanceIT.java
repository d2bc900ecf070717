package dev.millrace.launcher.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Old rows leave the live tables while the pipeline runs, and what is derived from them stays. */
@ExtendWith(SharedProgram.class)
class RetentionAcceptanceIT {

    private static final List<String> TABLES =
            List.of("wellness.bookings", "engagement.messages", "analytics.user_activity_logs");

    private final Sql sql;
    private final Fixtures fixtures;

    RetentionAcceptanceIT(Sql sql) {
        this.sql = sql;
        this.fixtures = new Fixtures(sql);
    }

    // K21, K28
    @Test
    void totalsOfALifetimeStayAfterTheirRowsHaveLeft() throws SQLException {
        for (String table : TABLES) {
            sql.owner(
                    """
                    select ops.add_month('%s', month)
                    from unnest(array['2015-03-01', '2016-03-01']::date[]) month
                    """
                            .formatted(table));
        }
        Fixtures.Practice practice = fixtures.practice();
        UUID user = fixtures.user();
        UUID conversation = fixtures.conversation("direct", List.of(user));
        UUID item = item(user);
        for (int year = 2015; year <= 2016; year++) {
            write(practice, user, conversation, item, "'%d-03-10 12:00+00'".formatted(year));
        }
        write(practice, user, conversation, item, "now()");
        expect(practice, conversation, item, 3);

        String said = sql.command("jobs", "run", "retention", "--json");

        assertThat(said).contains("\"state\" : \"completed\"").contains("\"rows_done\" : 6,");
        assertThat(
                        sql.value(
                                "select count(*) from wellness.bookings where user_id = '%s'"
                                        .formatted(user)))
                .isEqualTo("1");
        expect(practice, conversation, item, 3);
        // A change after it shows that nothing that left was taken back behind it.
        write(practice, user, conversation, item, "now()");
        expect(practice, conversation, item, 4);
        sql.command("verify", "practitioner_stats", "conversation_state", "content_statistics");
        assertThat(sql.command("jobs", "run", "retention", "--json"))
                .contains("\"rows_done\" : 0,");
    }

    private UUID item(UUID author) throws SQLException {
        UUID item = UUID.randomUUID();
        sql.app(
                """
                insert into content.library_items (id, title, slug, content, content_type, author_id)
                values ('%1$s', 'Title', '%1$s', 'Text', 'article', '%2$s')
                """
                        .formatted(item, author));
        return item;
    }

    /** A completed session, a message with a reaction, a view of an item. */
    private void write(
            Fixtures.Practice practice, UUID user, UUID conversation, UUID item, String moment)
            throws SQLException {
        UUID booking = fixtures.booking(practice, user, moment);
        UUID message = UUID.randomUUID();
        sql.app(
                """
                update wellness.bookings set status = 'completed' where id = '%1$s';
                insert into wellness.booking_participants (booking_id, user_id)
                values ('%1$s', '%2$s');
                insert into engagement.messages (id, conversation_id, sender_id, content, created_at)
                values ('%3$s', '%4$s', '%2$s', 'text', %6$s);
                insert into engagement.message_reactions
                    (message_id, message_created_at, user_id, reaction_type)
                select id, created_at, sender_id, 'like'
                from engagement.messages where id = '%3$s';
                insert into analytics.user_activity_logs
                    (user_id, activity_type, entity_type, entity_id, created_at)
                values ('%2$s', 'content_viewed', 'library_item', '%5$s', %6$s)
                """
                        .formatted(booking, user, message, conversation, item, moment));
    }

    private void expect(Fixtures.Practice practice, UUID conversation, UUID item, int count)
            throws SQLException {
        String expected = Integer.toString(count);
        sql.eventually(
                expected,
                "select total_sessions from derived.practitioner_stats where practitioner_id = '%s'"
                        .formatted(practice.practitioner()));
        sql.eventually(
                expected,
                "select message_count from derived.conversation_state where conversation_id = '%s'"
                        .formatted(conversation));
        sql.eventually(
                expected,
                "select view_count from derived.content_statistics where item_id = '%s'"
                        .formatted(item));
        sql.eventuallyAsOracle(
                "practitioner_stats", "practitioner_id = '%s'".formatted(practice.practitioner()));
        sql.eventuallyAsOracle(
                "conversation_state", "conversation_id = '%s'".formatted(conversation));
        sql.eventuallyAsOracle("content_statistics", "item_id = '%s'".formatted(item));
    }
}
