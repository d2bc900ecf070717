package dev.millrace.launcher.population;

import dev.millrace.launcher.population.Ledger.Sale;
import dev.millrace.launcher.population.Ledger.Session;
import dev.millrace.launcher.population.PopulationPlan.Groups;
import dev.millrace.launcher.population.Practice.Booking;
import dev.millrace.launcher.population.Practice.Payment;
import dev.millrace.launcher.population.Practice.Review;
import dev.millrace.launcher.population.Practice.Service;
import dev.millrace.launcher.rows.RowBatch;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Writes practitioners, services, bookings, their payments, and reviews. */
final class PracticeLoad {

    private static final Duration UNTIL_REFUND = Duration.ofMinutes(5);

    private PracticeLoad() {}

    static void write(TableLoad load, PopulationPlan plan) throws SQLException {
        specializations(load, plan.groups(), plan.now());
        practitioners(load, plan.practices());
        specializationsOf(load, plan.practices(), plan.groups());
        services(load, plan.practices());
        bookings(load, plan.practices());
        Ledger.write(load, sales(plan.practices()));
        reviews(load, plan.practices());
    }

    private static void specializations(TableLoad load, Groups groups, Instant made)
            throws SQLException {
        List<UUID> categories = groups.specializationCategories();
        try (RowBatch rows =
                load.into(
                        "wellness.specialization_categories", "id, name, created_at, updated_at")) {
            for (int i = 0; i < categories.size(); i++) {
                rows.add(
                        categories.get(i), Vocabulary.SPECIALIZATION_CATEGORIES.get(i), made, made);
            }
        }
        int each = Vocabulary.SPECIALIZATIONS.size() / categories.size();
        try (RowBatch rows =
                load.into(
                        "wellness.specializations",
                        "id, category_id, name, created_at, updated_at")) {
            for (int i = 0; i < Vocabulary.SPECIALIZATIONS.size(); i++) {
                rows.add(
                        groups.specializations().get(i),
                        categories.get(i / each),
                        Vocabulary.SPECIALIZATIONS.get(i),
                        made,
                        made);
            }
        }
    }

    private static void practitioners(TableLoad load, List<Practice> practices)
            throws SQLException {
        try (RowBatch rows =
                load.into(
                        "wellness.practitioners",
                        "id, user_id, bio, years_experience, languages, verification_status, "
                                + "verified_at, status, created_at, updated_at")) {
            for (Practice practice : practices) {
                boolean verified = practice.verification().equals("verified");
                rows.add(
                        practice.id(),
                        practice.userId(),
                        practice.bio(),
                        practice.years(),
                        List.of("English"),
                        practice.verification(),
                        verified ? practice.createdAt() : null,
                        practice.status(),
                        practice.createdAt(),
                        practice.createdAt());
            }
        }
    }

    private static void specializationsOf(TableLoad load, List<Practice> practices, Groups groups)
            throws SQLException {
        try (RowBatch rows =
                load.into(
                        "wellness.practitioner_specializations",
                        "id, practitioner_id, specialization_id, created_at, updated_at")) {
            for (Practice practice : practices) {
                for (Practice.Field field : practice.fields()) {
                    rows.add(
                            field.id(),
                            practice.id(),
                            groups.specializations().get(field.specialization()),
                            practice.createdAt(),
                            practice.createdAt());
                }
            }
        }
    }

    private static void services(TableLoad load, List<Practice> practices) throws SQLException {
        try (RowBatch rows =
                load.into(
                        "wellness.services",
                        "id, practitioner_id, name, duration_minutes, price_cents, session_types, "
                                + "created_at, updated_at")) {
            for (Practice practice : practices) {
                for (Service service : practice.services()) {
                    rows.add(
                            service.id(),
                            practice.id(),
                            service.name(),
                            service.minutes(),
                            service.priceCents(),
                            Vocabulary.SESSION_TYPES,
                            practice.createdAt(),
                            practice.createdAt());
                }
            }
        }
    }

    private static void bookings(TableLoad load, List<Practice> practices) throws SQLException {
        try (RowBatch rows =
                load.into(
                        "wellness.bookings",
                        "id, user_id, practitioner_id, service_id, scheduled_at, ends_at, "
                                + "duration_minutes, session_type, status, price_cents, "
                                + "cancelled_at, completed_at, no_show_at, created_at, updated_at")) {
            for (Practice practice : practices) {
                for (Booking booking : practice.bookings()) {
                    rows.add(
                            booking.id(),
                            booking.clientId(),
                            practice.id(),
                            booking.service().id(),
                            booking.scheduledAt(),
                            booking.endsAt(),
                            booking.service().minutes(),
                            booking.sessionType(),
                            booking.status(),
                            booking.service().priceCents(),
                            booking.status().equals("cancelled") ? booking.createdAt() : null,
                            booking.status().equals("completed") ? booking.endsAt() : null,
                            booking.status().equals("no_show") ? booking.endsAt() : null,
                            booking.createdAt(),
                            booking.createdAt());
                }
            }
        }
    }

    private static List<Sale> sales(List<Practice> practices) {
        List<Sale> sales = new ArrayList<>();
        for (Practice practice : practices) {
            for (Booking booking : practice.bookings()) {
                booking.payment().ifPresent(payment -> sales.add(sale(practice, booking, payment)));
            }
        }
        return sales;
    }

    private static Sale sale(Practice practice, Booking booking, Payment payment) {
        return new Sale(
                payment.id(),
                payment.refundId(),
                "klear",
                booking.clientId(),
                Optional.empty(),
                Optional.of(new Session(practice.id(), booking.id())),
                payment.amountCents(),
                "USD",
                payment.feeCents(),
                true,
                booking.createdAt(),
                payment.refundedCents(),
                booking.endsAt().plus(UNTIL_REFUND));
    }

    private static void reviews(TableLoad load, List<Practice> practices) throws SQLException {
        try (RowBatch rows =
                load.into(
                        "wellness.reviews",
                        "id, booking_id, reviewer_id, practitioner_id, rating, title, verified, "
                                + "status, created_at, updated_at")) {
            for (Practice practice : practices) {
                for (Booking booking : practice.bookings()) {
                    if (booking.review().isPresent()) {
                        Review review = booking.review().get();
                        rows.add(
                                review.id(),
                                booking.id(),
                                booking.clientId(),
                                practice.id(),
                                review.rating(),
                                review.title(),
                                true,
                                review.status(),
                                review.at(),
                                review.at());
                    }
                }
            }
        }
        try (RowBatch rows =
                load.into(
                        "wellness.review_helpfulness",
                        "id, review_id, user_id, helpful, created_at, updated_at")) {
            for (Practice practice : practices) {
                for (Booking booking : practice.bookings()) {
                    for (Review review : booking.review().stream().toList()) {
                        for (Practice.Vote vote : review.votes()) {
                            rows.add(
                                    vote.id(),
                                    review.id(),
                                    vote.userId(),
                                    vote.helpful(),
                                    review.at(),
                                    review.at());
                        }
                    }
                }
            }
        }
    }
}
