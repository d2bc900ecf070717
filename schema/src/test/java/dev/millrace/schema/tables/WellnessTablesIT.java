package dev.millrace.schema.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.testing.RollbackTest;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Practitioners, bookings, reviews, health. */
class WellnessTablesIT extends RollbackTest {

    /** K04. */
    @Test
    void availabilityIsOnADayOfTheWeekAndStartsBeforeItEnds() throws SQLException {
        assertViolates(
                "practitioner_availability_check",
                () ->
                        rows.add(
                                "wellness.practitioner_availability",
                                "start_time",
                                "17:00",
                                "end_time",
                                "09:00"));
        assertViolates(
                "practitioner_availability_day_of_week_check",
                () -> rows.add("wellness.practitioner_availability", "day_of_week", 7));
    }

    /** K03: what an older application had, with categories in words of its own. */
    @Test
    void specialitiesOfUnknownCategoriesComeIntoOneForTheRest() throws SQLException {
        UUID bodywork =
                rows.add("wellness.specialization_categories", "name", "Bodywork of old times");
        rows.execute(
                """
                create temporary table former_specialities on commit drop as
                select * from (values
                    ('Reflexology of old times', 'Bodywork of old times'),
                    ('Shiatsu of old times', ' bodywork OF old times'),
                    ('Breathing of old times', 'A category nobody has mapped'),
                    ('Gongs of old times', null)
                ) f (name, category)
                """);

        rows.execute(
                """
                insert into wellness.specializations (name, category_id)
                select f.name, wellness.specialization_category(f.category)
                from former_specialities f
                """);

        assertThat(
                        rows.text(
                                """
                                select string_agg(s.name || ': ' || c.name, ', ' order by s.name)
                                from wellness.specializations s
                                join wellness.specialization_categories c on c.id = s.category_id
                                where s.name like '%of old times'
                                """))
                .isEqualTo(
                        "Breathing of old times: Other, Gongs of old times: Other,"
                                + " Reflexology of old times: Bodywork of old times,"
                                + " Shiatsu of old times: Bodywork of old times");
        assertThat(
                        rows.count(
                                "select from wellness.specializations where category_id = ?",
                                bodywork))
                .isEqualTo(2);
    }

    /** A09. */
    @Test
    void aConsultationNeedsNoPractitionerAndASessionDoes() throws SQLException {
        rows.add(
                "wellness.bookings",
                "kind",
                "consultation",
                "user_id",
                null,
                "guest_email",
                "guest@example.org");

        assertViolates("bookings_check", () -> rows.add("wellness.bookings", "kind", "session"));
        assertViolates("bookings_check1", () -> rows.add("wellness.bookings", "user_id", null));
    }

    @Test
    void aBookingIsRegisteredWhenItIsMade() throws SQLException {
        UUID booking = rows.add("wellness.bookings");

        assertThat(
                        rows.count(
                                """
                                select
                                from wellness.booking_registry r
                                join wellness.bookings b using (id, created_at)
                                where r.id = ? and r.archived_at is null
                                """,
                                booking))
                .isEqualTo(1);
    }

    @Test
    void aBookingThatIsRegisteredAlreadyKeepsItsRegistration() throws SQLException {
        UUID id = UUID.randomUUID();
        rows.execute(
                "insert into wellness.booking_registry (id, created_at) values (?, now())", id);

        rows.add("wellness.bookings", "id", id);

        assertThat(rows.count("select from wellness.booking_registry where id = ?", id))
                .isEqualTo(1);
    }

    /** K07, the part of the tables. */
    @Test
    void aBookingIsMovedToAnotherTime() throws SQLException {
        UUID booking = rows.add("wellness.bookings");
        UUID user = rows.add("identity.users");

        assertViolates(
                "booking_reschedule_requests_check",
                () -> move(booking, user, "2026-03-02 10:00Z", "2026-03-02 11:00+01"));
        move(booking, user, "2026-03-02 10:00Z", "2026-03-02 11:00Z");
    }

    private void move(UUID booking, UUID user, String from, String to) throws SQLException {
        rows.add(
                "wellness.booking_reschedule_requests",
                "booking_id",
                booking,
                "requested_by",
                user,
                "original_scheduled_at",
                from,
                "new_scheduled_at",
                to);
    }

    /** K15, the part of the tables. */
    @Test
    void anImpossibleHeightIsRefused() throws SQLException {
        assertViolates(
                "health_profiles_height_cm_check",
                () -> rows.add("wellness.health_profiles", "height_cm", 300));
        assertViolates(
                "health_profiles_weight_kg_check",
                () -> rows.add("wellness.health_profiles", "weight_kg", 0));
        rows.add("wellness.health_profiles", "height_cm", 180);
    }

    /** K15, the part of the tables: health is no part of what is captured. */
    @Test
    void healthIsNotPublished() throws SQLException {
        assertThat(
                        rows.text(
                                """
                                select string_agg(tablename, ', ')
                                from pg_publication_tables
                                where tablename like 'health%'
                                """))
                .isNull();
        become("millrace_capture");
        assertForbidden(() -> rows.text("select title from wellness.health_records"));
    }

    /** K17, the part of the tables. */
    @Test
    void aBookingIsReviewedOnceAndOnlyPublishedReviewsCount() throws SQLException {
        UUID practitioner = rows.add("wellness.practitioners");
        UUID booking = rows.add("wellness.bookings");
        rows.add(
                "wellness.reviews",
                "practitioner_id",
                practitioner,
                "rating",
                5,
                "booking_id",
                booking);
        rows.add("wellness.reviews", "practitioner_id", practitioner, "rating", 4);
        UUID three = rows.add("wellness.reviews", "practitioner_id", practitioner, "rating", 3);
        assertThat(ratingOf(practitioner)).isEqualTo("4.00 of 3");

        rows.execute("update wellness.reviews set status = 'hidden' where id = ?", three);

        assertThat(ratingOf(practitioner)).isEqualTo("4.50 of 2");
        assertViolates(
                "reviews_booking_id_key",
                () -> rows.add("wellness.reviews", "booking_id", booking));
        assertViolates("reviews_rating_check", () -> rows.add("wellness.reviews", "rating", 6));
    }

    private String ratingOf(UUID practitioner) throws SQLException {
        return String.valueOf(
                rows.text(
                        """
                        select average_rating || ' of ' || rating_count
                        from oracle.practitioner_stats
                        where practitioner_id = ?
                        """,
                        practitioner));
    }
}
