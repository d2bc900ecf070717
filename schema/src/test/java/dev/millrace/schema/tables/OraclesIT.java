package dev.millrace.schema.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStores;
import java.util.List;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

/** The oracles against worked examples: figures that were reckoned by hand. */
class OraclesIT extends WorkedExamples {

    @Test
    void everyStoreHasAnOracleWithItsColumns() {
        assertThat(DerivedStores.all())
                .allSatisfy(store ->
                        assertThat(columns("oracle", store.name()))
                                .containsExactlyElementsOf(
                                        columns("derived", store.name()).stream()
                                                .filter(c -> !store.isTimeColumn(c))
                                                .toList()));
    }

    @Test
    void practitionersCountPublishedReviewsAndSessionsOfALifetime() {
        sql.execute(
                """
                insert into wellness.practitioners (id, user_id, bio) values (id(1), id(1), 'bio')
                """);
        sql.execute(
                """
                insert into wellness.booking_registry (id, created_at)
                select id(n), now() from generate_series(1, 3) n
                """);
        sql.execute(
                """
                insert into wellness.reviews
                    (booking_id, reviewer_id, practitioner_id, rating, status)
                values (id(1), id(2), id(1), 5, 'published'), (id(2), id(2), id(1), 4, 'published'),
                    (id(3), id(2), id(1), 1, 'hidden')
                """);
        sql.execute(
                """
                insert into archive.bookings
                    (id, guest_email, kind, practitioner_id, scheduled_at, ends_at,
                    duration_minutes, session_type, status)
                values (id(9), 'guest@example.org', 'consultation', id(1), now(),
                    now() + interval '1 hour', 60, 'chat', 'completed')
                """);

        assertThat(
                        rows(
                                """
                                select rating_count, rating_sum, average_rating, total_sessions,
                                    no_show_count
                                from oracle.practitioner_stats
                                """))
                .containsExactly("2 9 4.50 1 0");
    }

    @Test
    void meetingsCountExternalGuestsAndAverageThoseWhoAttended() {
        sql.execute(
                """
                insert into engagement.meetings
                    (id, title, scheduled_date, start_time, starts_at)
                values (id(1), 'Meeting', current_date, '10:00', now())
                """);
        sql.execute(
                """
                insert into engagement.meeting_attendances
                    (meeting_id, user_id, status, is_external_domain, join_duration_minutes)
                values (id(1), id(1), 'attended', false, 60), (id(1), id(2), 'attended', true, 30),
                    (id(1), id(3), 'declined', true, null)
                """);

        assertThat(
                        rows(
                                """
                                select invited_count, attended_count, external_invited_count,
                                    external_attended_count, avg_duration_minutes
                                from oracle.meeting_statistics
                                """))
                .containsExactly("3 2 2 1 45.00");
    }

    @Test
    void everyForeignKeyHasAnIndex() {
        assertThat(rows("select * from oracle.foreign_keys_without_index")).isEmpty();
    }

    private List<String> columns(String schema, String table) {
        return sql.fetch(
                        """
                        select column_name
                        from information_schema.columns
                        where table_schema = {0} and table_name = {1}
                        order by ordinal_position
                        """,
                        DSL.inline(schema), DSL.inline(table))
                .map(row -> row.get(0, String.class));
    }
}
