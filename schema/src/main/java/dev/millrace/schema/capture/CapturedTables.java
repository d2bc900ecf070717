package dev.millrace.schema.capture;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Every captured table; the publication of the migrations holds exactly these. */
public final class CapturedTables {

    /**
     * One row that ingest touches at a fixed interval, so that the slot advances while the captured
     * tables are idle and every stage can be measured on the database's clock.
     */
    public static final String HEARTBEAT_TABLE = "ops.capture_heartbeat";

    // In the order in which they are copied. A parent comes before its children, and what learners
    // do before their enrollments: a derived row is then made once, when it is whole, and not again
    // with each row that comes later. Models come before what they score: a model that comes later
    // scores nothing by itself.
    private static final List<CapturedTable> ALL =
            List.of(
                    CapturedTable.full("identity.users", "id").without("phone", "date_of_birth"),
                    CapturedTable.full("identity.permissions", "id"),
                    CapturedTable.full("identity.roles", "id"),
                    CapturedTable.keyed("identity.role_permissions", "id"),
                    CapturedTable.keyed("identity.user_roles", "id"),
                    CapturedTable.full("identity.user_profiles", "user_id")
                            .without(
                                    "emergency_contact_name",
                                    "emergency_contact_phone",
                                    "emergency_contact_relationship",
                                    "privacy_settings"),
                    CapturedTable.full("identity.user_addresses", "id"),
                    CapturedTable.full("identity.user_preferences", "id"),
                    CapturedTable.full("identity.user_system_links", "user_id", "source_system"),
                    CapturedTable.full("analytics.ai_models", "id"),
                    CapturedTable.full("projects.projects", "id"),
                    CapturedTable.full("projects.applications", "id"),
                    CapturedTable.full("billing.plans", "id"),
                    CapturedTable.full("billing.plan_prices", "id"),
                    CapturedTable.full("billing.payment_methods", "id").without("billing_address"),
                    CapturedTable.full("billing.subscriptions", "id"),
                    CapturedTable.full("billing.family_plans", "id"),
                    CapturedTable.full("billing.family_plan_members", "family_plan_id", "user_id"),
                    CapturedTable.full("learning.course_categories", "id"),
                    CapturedTable.full("learning.courses", "id"),
                    CapturedTable.full("wellness.practitioners", "id"),
                    CapturedTable.full("engagement.events", "id")
                            .without("meeting_password_enc", "meeting_url"),
                    CapturedTable.full("billing.payments", "id"),
                    CapturedTable.full("billing.orders", "id"),
                    CapturedTable.full("billing.invoices", "id"),
                    CapturedTable.full("billing.refunds", "id"),
                    CapturedTable.full("billing.payouts", "id").without("payout_details"),
                    CapturedTable.keyed("billing.payout_items", "id"),
                    CapturedTable.full("content.media_files", "id"),
                    CapturedTable.full("content.library_items", "id"),
                    CapturedTable.keyed("content.item_reactions", "id"),
                    CapturedTable.full("content.resource_cards", "id"),
                    CapturedTable.full("content.resource_steps", "id"),
                    CapturedTable.full("content.nav_items", "id"),
                    CapturedTable.full("content.timeline_items", "id"),
                    CapturedTable.full("learning.course_tags", "id"),
                    CapturedTable.keyed("learning.course_tag_map", "course_id", "tag_id"),
                    CapturedTable.full("learning.course_modules", "id"),
                    CapturedTable.full("learning.lessons", "id"),
                    CapturedTable.full("learning.course_resources", "id"),
                    CapturedTable.full("learning.assessments", "id"),
                    CapturedTable.full("learning.assessment_questions", "id")
                            .without("correct_answer"),
                    CapturedTable.keyed("learning.lesson_progress", "user_id", "lesson_id"),
                    CapturedTable.full("learning.user_notes", "id"),
                    CapturedTable.full("learning.user_bookmarks", "id"),
                    CapturedTable.full("learning.assessment_attempts", "id"),
                    CapturedTable.keyed("learning.enrollments", "id"),
                    CapturedTable.full("learning.course_completions", "id"),
                    CapturedTable.full("learning.certificates", "id"),
                    CapturedTable.full("learning.user_achievements", "id"),
                    CapturedTable.keyed("learning.recommendation_refreshes", "user_id"),
                    CapturedTable.full("billing.course_purchases", "id"),
                    CapturedTable.keyed("billing.payment_transactions", "id"),
                    CapturedTable.full("wellness.specialization_categories", "id"),
                    CapturedTable.full("wellness.specializations", "id"),
                    CapturedTable.full("wellness.practitioner_specializations", "id"),
                    CapturedTable.full("wellness.practitioner_availability", "id"),
                    CapturedTable.full("wellness.practitioner_blocked_times", "id"),
                    CapturedTable.full("wellness.services", "id"),
                    CapturedTable.full("wellness.bookings", "id", "created_at")
                            .without(
                                    "user_notes",
                                    "practitioner_notes",
                                    "internal_notes",
                                    "guest_email")
                            .archivedIn("archive.bookings"),
                    CapturedTable.full("wellness.booking_participants", "id")
                            .archivedIn("archive.booking_participants"),
                    CapturedTable.full("wellness.booking_reschedule_requests", "id")
                            .archivedIn("archive.booking_reschedule_requests"),
                    CapturedTable.full("wellness.reviews", "id"),
                    CapturedTable.keyed("wellness.review_helpfulness", "id"),
                    CapturedTable.full("wellness.review_reports", "id"),
                    CapturedTable.full("engagement.conversations", "id"),
                    CapturedTable.full("engagement.conversation_participants", "id"),
                    CapturedTable.full("engagement.messages", "id", "created_at")
                            .without("content", "subject", "attachments")
                            .archivedIn("archive.messages"),
                    CapturedTable.full("engagement.message_reactions", "id")
                            .archivedIn("archive.message_reactions"),
                    CapturedTable.full("engagement.event_registrations", "id")
                            .without(
                                    "dietary_restrictions",
                                    "accessibility_needs",
                                    "emergency_contact"),
                    CapturedTable.full("engagement.meetings", "id").without("meeting_link"),
                    CapturedTable.full("engagement.meeting_attendances", "id"),
                    CapturedTable.full("engagement.notification_templates", "id"),
                    CapturedTable.full("engagement.notifications", "id"),
                    CapturedTable.full("engagement.email_logs", "id"),
                    CapturedTable.full("analytics.ai_feedback", "id")
                            .without("input_data", "output_data"),
                    CapturedTable.keyed("analytics.conversion_events", "id"),
                    CapturedTable.keyed("analytics.search_events", "id"),
                    CapturedTable.keyed("analytics.user_activity_logs", "id", "created_at"),
                    CapturedTable.full("ops.feature_flags", "id"),
                    CapturedTable.keyed(HEARTBEAT_TABLE, "id"));

    private static final Map<String, CapturedTable> BY_NAME =
            ALL.stream()
                    .collect(
                            Collectors.toUnmodifiableMap(
                                    CapturedTable::qualifiedName, Function.identity()));

    private CapturedTables() {}

    /** All captured tables, domain by domain. */
    public static List<CapturedTable> all() {
        return ALL;
    }

    /** The captured table of this qualified name, empty when it is not captured. */
    public static Optional<CapturedTable> find(String qualifiedName) {
        return Optional.ofNullable(BY_NAME.get(qualifiedName));
    }

    /**
     * The captured table of this qualified name.
     *
     * @throws IllegalArgumentException when the table is not captured
     */
    public static CapturedTable get(String qualifiedName) {
        return find(qualifiedName)
                .orElseThrow(() ->
                        new IllegalArgumentException("not a captured table: " + qualifiedName));
    }
}
