package dev.millrace.launcher.traffic;

import dev.millrace.launcher.traffic.Sample.Learner;
import dev.millrace.launcher.traffic.Sample.OpenCourse;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/** People enroll, move, leave and come back; some pay. */
final class Learners {

    private static final String DELETE =
            "delete from learning.enrollments where user_id = ? and course_id = ? returning id";

    private Learners() {}

    static boolean enroll(Turn turn) throws SQLException {
        return onNewcomer(
                turn,
                (learner, course) -> {
                    turn.write(
                            "insert into learning.enrollments (user_id, course_id) values (?, ?)",
                            learner.userId(),
                            learner.courseId());
                    turn.afterCommit(() -> turn.sample().enrollments.add(learner));
                    return true;
                });
    }

    /** Payment, ledger, purchase and enrollment; now and then the card is refused. */
    static boolean buy(Turn turn) throws SQLException {
        return onNewcomer(
                turn,
                (learner, course) -> {
                    if (course.priceCents() == 0) {
                        return false;
                    }
                    boolean paid = !turn.chance().happens(0.05);
                    UUID payment = pay(turn, learner, course, paid);
                    if (paid) {
                        turn.write(
                                """
                                insert into learning.enrollments
                                  (user_id, course_id, payment_id, amount_paid_cents)
                                values (?, ?, ?, ?)
                                """,
                                learner.userId(),
                                learner.courseId(),
                                payment,
                                course.priceCents());
                        turn.afterCommit(() -> {
                            turn.sample().enrollments.add(learner);
                            turn.sample().payments.add(payment);
                        });
                    }
                    return true;
                });
    }

    private static UUID pay(Turn turn, Learner learner, OpenCourse course, boolean paid)
            throws SQLException {
        UUID payment = UUID.randomUUID();
        String currency = turn.chance().happens(0.03) ? "CAD" : course.currency();
        turn.write(
                """
                insert into billing.payments
                  (id, source_system, user_id, amount_cents, currency, payment_type,
                   payment_method, status, provider_payment_intent_id, course_id, processed_at,
                   failed_at)
                values (?, ?, ?, ?, ?, 'course', 'card', ?, ?, ?,
                        case when ?::boolean then now() end,
                        case when not ?::boolean then now() end)
                """,
                payment,
                course.sourceSystem(),
                learner.userId(),
                course.priceCents(),
                currency,
                paid ? "succeeded" : "failed",
                "pi_" + payment,
                learner.courseId(),
                paid,
                paid);
        turn.write(
                """
                insert into billing.payment_transactions
                  (user_id, payment_id, amount_cents, currency, transaction_type, status,
                   external_transaction_id)
                values (?, ?, ?, ?, 'payment', ?, ?)
                """,
                learner.userId(),
                payment,
                course.priceCents(),
                currency,
                paid ? "completed" : "failed",
                "tx_" + payment);
        turn.write(
                """
                insert into billing.course_purchases
                  (user_id, course_id, amount_cents, currency, status, payment_id)
                values (?, ?, ?, ?, ?, ?)
                """,
                learner.userId(),
                learner.courseId(),
                course.priceCents(),
                currency,
                paid ? "completed" : "failed",
                payment);
        return payment;
    }

    /** To another course; both courses' figures change. */
    static boolean move(Turn turn) throws SQLException {
        return turn.on(
                turn.sample().courses,
                course ->
                        turn.onLive(
                                turn.sample().enrollments, learner -> move(turn, learner, course)));
    }

    private static boolean move(Turn turn, Learner learner, OpenCourse course) throws SQLException {
        Learner moved = new Learner(learner.userId(), course.id());
        int rows =
                turn.write(
                        "update learning.enrollments set course_id = ?"
                                + " where user_id = ? and course_id = ?",
                        moved.courseId(),
                        learner.userId(),
                        learner.courseId());
        turn.afterCommit(() -> {
            turn.sample().enrollments.remove(learner);
            turn.sample().enrollments.add(moved);
        });
        return rows == 1;
    }

    static boolean leave(Turn turn) throws SQLException {
        return turn.onLive(
                turn.sample().enrollments,
                learner -> {
                    turn.afterCommit(() -> turn.sample().enrollments.remove(learner));
                    return delete(turn, learner).isPresent();
                });
    }

    /** Delete and insert under the same key in one transaction. */
    static boolean enrollAgain(Turn turn) throws SQLException {
        return turn.onLive(
                turn.sample().enrollments,
                learner -> {
                    Optional<UUID> id = delete(turn, learner);
                    return id.isPresent()
                            && turn.write(
                                            "insert into learning.enrollments"
                                                    + " (id, user_id, course_id) values (?, ?, ?)",
                                            id.get(),
                                            learner.userId(),
                                            learner.courseId())
                                    == 1;
                });
    }

    private static Optional<UUID> delete(Turn turn, Learner learner) throws SQLException {
        return turn.first(DELETE, Sample::id, learner.userId(), learner.courseId());
    }

    private interface Joining {
        boolean join(Learner learner, OpenCourse course) throws SQLException;
    }

    /** A person and a course that do not know each other; one in twenty does not look first. */
    private static boolean onNewcomer(Turn turn, Joining joining) throws SQLException {
        return turn.on(
                turn.sample().people,
                person ->
                        turn.on(
                                turn.sample().courses,
                                course -> {
                                    Learner learner = new Learner(person, course.id());
                                    boolean looks = !turn.chance().happens(0.05);
                                    return !(looks && isEnrolled(turn, learner))
                                            && joining.join(learner, course);
                                }));
    }

    private static boolean isEnrolled(Turn turn, Learner learner) throws SQLException {
        return turn.first(
                        "select 1 from learning.enrollments where user_id = ? and course_id = ?",
                        row -> true,
                        learner.userId(),
                        learner.courseId())
                .isPresent();
    }
}
