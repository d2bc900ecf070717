package dev.millrace.schema.derived;

import java.util.List;

/** Every derived store that a stream fills. */
public final class DerivedStores {

    public static final DerivedStore COURSE_PROGRESS =
            new DerivedStore("course_progress", List.of("user_id", "course_id"), "updated_at");
    public static final DerivedStore COURSE_STATISTICS =
            new DerivedStore("course_statistics", List.of("course_id"), "updated_at");
    public static final DerivedStore PRACTITIONER_STATS =
            new DerivedStore("practitioner_stats", List.of("practitioner_id"), "updated_at");
    public static final DerivedStore MATCH_SCORES =
            new DerivedStore("match_scores", List.of("project_id", "user_id"), "computed_at");
    public static final DerivedStore MEMBER_MATCHES =
            new DerivedStore("member_matches", List.of("project_id", "user_id"), "computed_at");
    public static final DerivedStore PROJECT_STATISTICS =
            new DerivedStore("project_statistics", List.of("project_id"), "updated_at");
    public static final DerivedStore REVIEW_COUNTS =
            new DerivedStore("review_counts", List.of("review_id"), "updated_at");
    public static final DerivedStore MEETING_STATISTICS =
            new DerivedStore("meeting_statistics", List.of("meeting_id"), "updated_at");
    public static final DerivedStore EVENT_STATISTICS =
            new DerivedStore("event_statistics", List.of("event_id"), "updated_at");
    public static final DerivedStore TAG_USAGE =
            new DerivedStore("tag_usage", List.of("tag_id"), "updated_at");
    public static final DerivedStore FAMILY_PLAN_USAGE =
            new DerivedStore("family_plan_usage", List.of("family_plan_id"), "updated_at");
    public static final DerivedStore PAYMENT_STATE =
            new DerivedStore("payment_state", List.of("payment_id"), "updated_at");
    public static final DerivedStore CONTENT_STATISTICS =
            new DerivedStore("content_statistics", List.of("item_id"), "updated_at");
    public static final DerivedStore RESOURCE_DOWNLOADS =
            new DerivedStore("resource_downloads", List.of("resource_id"), "updated_at");
    public static final DerivedStore EMAIL_STATISTICS =
            new DerivedStore("email_statistics", List.of("template_id"), "updated_at");
    public static final DerivedStore AI_MODEL_STATS =
            new DerivedStore(
                    "ai_model_stats", List.of("model_name", "model_version"), "updated_at");
    public static final DerivedStore SEARCH_TERMS_DAILY =
            new DerivedStore("search_terms_daily", List.of("day", "search_type", "term"));
    public static final DerivedStore CONVERSION_DAILY =
            new DerivedStore(
                    "conversion_daily",
                    List.of("day", "event_type", "source", "medium", "campaign"));
    public static final DerivedStore REVENUE_DAILY =
            new DerivedStore(
                    "revenue_daily",
                    List.of("day", "source_system", "payment_type", "currency"),
                    "updated_at");
    public static final DerivedStore CONVERSATION_STATE =
            new DerivedStore("conversation_state", List.of("conversation_id"), "updated_at");
    public static final DerivedStore USER_ENGAGEMENT =
            new DerivedStore("user_engagement", List.of("user_id"), "updated_at");
    public static final DerivedStore ROLE_STATISTICS =
            new DerivedStore("role_statistics", List.of("role_id"), "updated_at");
    public static final DerivedStore NOTIFICATION_COUNTS =
            new DerivedStore("notification_counts", List.of("user_id"), "updated_at");
    public static final DerivedStore LEARNER_DASHBOARD =
            new DerivedStore("learner_dashboard", List.of("user_id"), "updated_at");

    public static final DerivedStore COURSE_RECOMMENDATIONS =
            new DerivedStore(
                    "course_recommendations", List.of("user_id", "course_id"), "computed_at");

    private static final List<DerivedStore> ALL =
            List.of(
                    COURSE_PROGRESS,
                    COURSE_STATISTICS,
                    PRACTITIONER_STATS,
                    MATCH_SCORES,
                    MEMBER_MATCHES,
                    PROJECT_STATISTICS,
                    REVIEW_COUNTS,
                    MEETING_STATISTICS,
                    EVENT_STATISTICS,
                    TAG_USAGE,
                    FAMILY_PLAN_USAGE,
                    PAYMENT_STATE,
                    CONTENT_STATISTICS,
                    RESOURCE_DOWNLOADS,
                    EMAIL_STATISTICS,
                    AI_MODEL_STATS,
                    SEARCH_TERMS_DAILY,
                    CONVERSION_DAILY,
                    REVENUE_DAILY,
                    CONVERSATION_STATE,
                    USER_ENGAGEMENT,
                    ROLE_STATISTICS,
                    NOTIFICATION_COUNTS,
                    LEARNER_DASHBOARD,
                    COURSE_RECOMMENDATIONS);

    private DerivedStores() {}

    public static List<DerivedStore> all() {
        return ALL;
    }

    /**
     * The store of this name.
     *
     * @throws IllegalArgumentException when no stream fills such a store
     */
    public static DerivedStore get(String name) {
        return ALL.stream()
                .filter(store -> store.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "unknown store '"
                                        + name
                                        + "', expected one of "
                                        + ALL.stream().map(DerivedStore::name).toList()));
    }
}
