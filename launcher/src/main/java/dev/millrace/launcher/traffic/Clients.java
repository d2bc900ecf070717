package dev.millrace.launcher.traffic;

import dev.millrace.launcher.chance.Chance;
import dev.millrace.launcher.population.Vocabulary;
import dev.millrace.launcher.traffic.Sample.BookingKey;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** People book sessions, which come to pass or not, and review them; reviews are moderated. */
final class Clients {

    private static final List<String> STATUSES =
            List.of("confirmed", "in_progress", "completed", "cancelled", "no_show");

    private Clients() {}

    static boolean book(Turn turn) throws SQLException {
        UUID id = UUID.randomUUID();
        Chance chance = turn.chance();
        return turn.on(
                turn.sample().people,
                person ->
                        turn.on(
                                turn.sample().services,
                                service -> {
                                    Optional<BookingKey> key =
                                            turn.first(
                                                    """
                                                    insert into wellness.bookings
                                                      (id, user_id, practitioner_id, service_id,
                                                       scheduled_at, ends_at, duration_minutes,
                                                       session_type, price_cents)
                                                    select ?::uuid, ?::uuid, ?::uuid, ?::uuid, t.at,
                                                           t.at + make_interval(mins => t.mins),
                                                           t.mins, ?::wellness.session_type,
                                                           ?::bigint
                                                    from (select now() + make_interval(
                                                                   hours => ?::integer) as at,
                                                                 ?::integer as mins) t
                                                    returning id, created_at::text
                                                    """,
                                                    row ->
                                                            new BookingKey(
                                                                    Sample.id(row),
                                                                    row.getString(2)),
                                                    id,
                                                    person,
                                                    service.practitionerId(),
                                                    service.id(),
                                                    chance.oneOf(Vocabulary.SESSION_TYPES),
                                                    service.priceCents(),
                                                    chance.between(1, 400),
                                                    service.minutes());
                                    turn.afterCommit(
                                            () -> key.ifPresent(turn.sample().bookings::add));
                                    return key.isPresent();
                                }));
    }

    /** Any state may follow any other: staff correct what was entered wrongly. */
    static boolean changeBooking(Turn turn) throws SQLException {
        String status = STATUSES.get(turn.chance().weighted(0.2, 0.1, 0.45, 0.17, 0.08));
        return turn.on(
                turn.sample().bookings,
                booking ->
                        turn.write(
                                        """
                                        update wellness.bookings b
                                        set status = s.new,
                                            completed_at = case when s.new = 'completed'
                                              then now() end,
                                            cancelled_at = case when s.new = 'cancelled'
                                              then now() end,
                                            no_show_at = case when s.new = 'no_show'
                                              then now() end
                                        from (select ?::wellness.booking_status as new) s
                                        where b.id = ? and b.created_at = ? and b.status <> s.new
                                        """,
                                        status,
                                        booking.id(),
                                        booking.createdAt())
                                == 1);
    }

    static boolean review(Turn turn) throws SQLException {
        UUID id = UUID.randomUUID();
        int rating = rating(turn.chance());
        return turn.on(
                turn.sample().bookings,
                booking -> {
                    turn.afterCommit(() -> turn.sample().reviews.add(id));
                    return turn.write(
                                    """
                                    insert into wellness.reviews
                                      (id, booking_id, reviewer_id, practitioner_id, rating,
                                       title, verified)
                                    select ?::uuid, b.id, b.user_id, b.practitioner_id, ?::smallint,
                                           'As hoped', true
                                    from wellness.bookings b
                                    where b.id = ? and b.created_at = ? and b.kind = 'session'
                                      and b.status = 'completed'
                                      and not exists (
                                        select from wellness.reviews r where r.booking_id = b.id)
                                    """,
                                    id,
                                    rating,
                                    booking.id(),
                                    booking.createdAt())
                            == 1;
                });
    }

    static boolean editReview(Turn turn) throws SQLException {
        int rating = rating(turn.chance());
        return turn.onLive(
                turn.sample().reviews,
                review ->
                        turn.write(
                                        "update wellness.reviews set rating = ? where id = ?",
                                        rating,
                                        review)
                                == 1);
    }

    static boolean hideReview(Turn turn) throws SQLException {
        String status = turn.chance().happens(0.7) ? "hidden" : "flagged";
        return turn.onLive(
                turn.sample().reviews,
                review -> {
                    turn.afterCommit(() -> {
                        turn.sample().reviews.remove(review);
                        turn.sample().hiddenReviews.add(review);
                    });
                    return turn.write(
                                    """
                                    update wellness.reviews set status = ?, moderated_at = now()
                                    where id = ? and status = 'published'
                                    """,
                                    status,
                                    review)
                            == 1;
                });
    }

    static boolean restoreReview(Turn turn) throws SQLException {
        return turn.onLive(
                turn.sample().hiddenReviews,
                review -> {
                    turn.afterCommit(() -> {
                        turn.sample().hiddenReviews.remove(review);
                        turn.sample().reviews.add(review);
                    });
                    return turn.write(
                                    """
                                    update wellness.reviews
                                    set status = 'published', moderated_at = now()
                                    where id = ? and status <> 'published'
                                    """,
                                    review)
                            == 1;
                });
    }

    static boolean deleteReview(Turn turn) throws SQLException {
        return turn.onLive(
                turn.sample().reviews,
                review -> {
                    turn.afterCommit(() -> turn.sample().reviews.remove(review));
                    return turn.write("delete from wellness.reviews where id = ?", review) == 1;
                });
    }

    private static int rating(Chance chance) {
        return 1 + chance.weighted(0.03, 0.05, 0.12, 0.3, 0.5);
    }
}
