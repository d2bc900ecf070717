package dev.millrace.launcher.acceptance;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Bookings of practitioners and what people say about them. */
@ExtendWith(SharedProgram.class)
class PracticesAcceptanceIT {

    private final Sql sql;
    private final Fixtures fixtures;

    PracticesAcceptanceIT(Sql sql) {
        this.sql = sql;
        this.fixtures = new Fixtures(sql);
    }

    // K06
    @Test
    void sessionsOfEveryMonthCountWhileTheyAreCompleted() throws SQLException {
        Fixtures.Practice practice = fixtures.practice();
        UUID user = fixtures.user();
        List<UUID> bookings = new ArrayList<>();
        for (int month = 1; month <= 3; month++) {
            bookings.add(
                    fixtures.booking(
                            practice, user, "now() + interval '%d months'".formatted(month)));
        }
        String sessions =
                "select total_sessions from wellness.practitioner_directory where id = '%s'"
                        .formatted(practice.practitioner());
        setStatus(bookings.get(0), "completed");
        sql.eventually("1", sessions);
        setStatus(bookings.get(1), "completed");
        setStatus(bookings.get(2), "completed");
        sql.eventually("3", sessions);

        setStatus(bookings.get(2), "cancelled");

        sql.eventually("2", sessions);
    }

    // K17
    @Test
    void aHiddenReviewDoesNotCount() throws SQLException {
        Fixtures.Practice practice = fixtures.practice();
        review(practice, 5);
        review(practice, 4);
        UUID third = review(practice, 3);
        String rating =
                """
                select rating, total_reviews
                from wellness.practitioner_directory where id = '%s'
                """
                        .formatted(practice.practitioner());
        sql.eventually("4.00|3", rating);

        sql.app("update wellness.reviews set status = 'hidden' where id = '%s'".formatted(third));

        sql.eventually("4.50|2", rating);
        sql.refused(
                "23505",
                """
                insert into wellness.reviews (booking_id, reviewer_id, practitioner_id, rating)
                select booking_id, reviewer_id, practitioner_id, 1
                from wellness.reviews where id = '%s'
                """
                        .formatted(third));
    }

    // K18
    @Test
    void votesAndReportsOfAReviewAreCounted() throws SQLException {
        UUID review = review(fixtures.practice(), 4);
        List<UUID> users = fixtures.users(3);
        sql.app(
                """
                insert into wellness.review_helpfulness (review_id, user_id, helpful)
                values ('%1$s', '%2$s', true), ('%1$s', '%3$s', true), ('%1$s', '%4$s', false);
                insert into wellness.review_reports (review_id, user_id, reason)
                values ('%1$s', '%4$s', 'rude')
                """
                        .formatted(review, users.get(0), users.get(1), users.get(2)));
        String counts =
                """
                select helpful_count, not_helpful_count, reported_count
                from derived.review_counts where review_id = '%s'
                """
                        .formatted(review);
        sql.eventually("2|1|1", counts);

        sql.app(
                """
                update wellness.review_helpfulness set helpful = false
                where review_id = '%s' and user_id = '%s'
                """
                        .formatted(review, users.get(0)));

        sql.eventually("1|2|1", counts);
    }

    private void setStatus(UUID booking, String status) throws SQLException {
        sql.app(
                "update wellness.bookings set status = '%s' where id = '%s'"
                        .formatted(status, booking));
    }

    private UUID review(Fixtures.Practice practice, int rating) throws SQLException {
        UUID user = fixtures.user();
        UUID booking = fixtures.booking(practice, user, "now()");
        UUID review = UUID.randomUUID();
        sql.app(
                """
                insert into wellness.reviews (id, booking_id, reviewer_id, practitioner_id, rating)
                values ('%s', '%s', '%s', '%s', %d)
                """
                        .formatted(review, booking, user, practice.practitioner(), rating));
        return review;
    }
}
