package dev.millrace.streams.courserecommendations;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.courserecommendations.Course.Listing;
import dev.millrace.streams.courserecommendations.Course.Standing;
import dev.millrace.streams.courserecommendations.ListCause.OfAccount;
import dev.millrace.streams.courserecommendations.ListCause.OfCourse;
import dev.millrace.streams.courserecommendations.ListCause.OfEnrollment;
import dev.millrace.streams.courserecommendations.ListCause.Renewal;
import dev.millrace.streams.derived.DerivedTopic;
import dev.millrace.streams.fanout.ChildRouter;
import dev.millrace.streams.fanout.Hop;
import dev.millrace.streams.fanout.Merged;
import dev.millrace.streams.fanout.Placement;
import dev.millrace.streams.slim.SlimSerde;
import dev.millrace.streams.slim.SlimStream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.jspecify.annotations.Nullable;

/**
 * Builds {@code derived.course_recommendations}: up to ten courses for everybody whose account is
 * not deleted.
 *
 * <pre>
 * courses --------------------+
 * derived.course_statistics --+-- offering --(courses-to-all)-- closing --+
 *                                                                |        |
 *                                             (lists-to-renew) --+        |
 *                                                    |                    |
 * users, recommendation_refreshes -------------------+--------------------+-- lists -- rows
 * enrollments ------------------(enrollments-by-user)---------------------+
 * </pre>
 *
 * <p>In brackets the repartition topics. Each partition of people has all courses in memory, and
 * for each person their enrollments and their list as state. A list is made anew, as of the commit
 * that asks for it, when its person appears, enrolls or ends an enrollment, when somebody asks for
 * it in {@code learning.recommendation_refreshes}, and when a course on it closes. So each record
 * makes at most one list, apart from a closing course, which sends a small record on for each list
 * that shows it. No record keeps anything back for later: freshness holds for this store as for any
 * other.
 *
 * <p>What a reader can see between: scores as of the moment of the list, although ratings, reach
 * and age go on; no course that was published after that moment, unless the list was made again; a
 * closed course until the lists that show it have been made again, some hundred milliseconds; and
 * rows of one list from before and after, should the writer part them. View {@code
 * learning.recommended_courses} leaves out what must not be shown any more without waiting. A list
 * that is made while its person's courses or their statistics are still under way uses what has
 * arrived: ask for lists once the statistics are there ({@code derived.await}).
 */
public final class CourseRecommendationsTopology {

    private static final String COURSES = "courses";
    private static final String STATISTICS = "course-statistics";
    private static final String USERS = "users";
    private static final String REFRESHES = "recommendation-refreshes";
    private static final String ENROLLMENTS = "enrollments";

    // Nodes between.
    private static final String OFFERED = "courses-offered";
    private static final String STANDING = "courses-standing";
    private static final String OFFERING = "offering";
    private static final String CLOSING = "closing";
    private static final String COURSE_CAUSES = "courses-of-all";
    private static final String CLOSED = "courses-closed";
    private static final String TO_RENEW = "lists-renewed";
    private static final String RENEWALS = "renewals";
    private static final String ACCOUNTS = "accounts";
    private static final String ASKED = "lists-asked-for";
    private static final String ENROLLED = "enrollments-of-users";
    private static final String CAUSES = "causes";
    private static final String LISTS = "lists";

    // Repartition topics and a store: a renamed one is a migration.
    private static final String COURSES_TO_ALL = "courses-to-all";
    private static final String LISTS_TO_RENEW = "lists-to-renew";
    private static final String ENROLLMENTS_BY_USER = "enrollments-by-user";
    private static final String ENROLLMENTS_PLACED = "enrollments-placed-at-users";

    private CourseRecommendationsTopology() {}

    public static void build(StreamsBuilder builder, Hop hop) {
        KStream<RowKey, ListCause> told =
                hop.toAll(courses(builder), COURSES_TO_ALL, new SlimSerde<>(Course.class))
                        .process(Closing.supplier(), Named.as(CLOSING));
        KStream<RowKey, ListCause> ofCourses =
                told.filter((key, cause) -> cause instanceof OfCourse, Named.as(COURSE_CAUSES));
        KStream<RowKey, Boolean> renewals =
                told.filter((key, cause) -> cause instanceof Renewal, Named.as(CLOSED))
                        .mapValues(cause -> Boolean.TRUE, Named.as(TO_RENEW));
        KStream<RowKey, Row> rows =
                Merged.of(
                                CAUSES,
                                ofCourses,
                                hop.byKey(renewals, LISTS_TO_RENEW, Serdes.Boolean())
                                        .mapValues(
                                                renewal -> (ListCause) new Renewal(),
                                                Named.as(RENEWALS)),
                                accounts(builder),
                                asked(builder),
                                enrollments(builder, hop))
                        .process(Recommending.supplier(), Named.as(LISTS));
        DerivedTopic.publishBy("user_id", rows, DerivedStores.COURSE_RECOMMENDATIONS);
    }

    private static KStream<RowKey, Course> courses(StreamsBuilder builder) {
        KStream<RowKey, Course> offered =
                SlimStream.of(builder, COURSES, Topics.capture("learning.courses"), Listing::of)
                        .process(Offering.supplier(Offering.Sides::withListing), Named.as(OFFERED));
        KStream<RowKey, Course> standing =
                SlimStream.of(
                                builder,
                                STATISTICS,
                                Topics.derived(DerivedStores.COURSE_STATISTICS),
                                Standing::of)
                        .process(
                                Offering.supplier(Offering.Sides::withStanding),
                                Named.as(STANDING));
        return Merged.of(OFFERING, offered, standing);
    }

    private static KStream<RowKey, ListCause> accounts(StreamsBuilder builder) {
        return SlimStream.of(
                        builder,
                        USERS,
                        Topics.capture("identity.users"),
                        CourseRecommendationsTopology::isLive)
                .mapValues(live -> (ListCause) new OfAccount(live != null), Named.as(ACCOUNTS));
    }

    /** Whether a row of {@code identity.users} may have a list, null when it may not. */
    private static @Nullable Boolean isLive(Row user) {
        return user.textOrNull("deleted_at") == null ? Boolean.TRUE : null;
    }

    /** What was asked for; that a request is gone asks for nothing. */
    private static KStream<RowKey, ListCause> asked(StreamsBuilder builder) {
        return SlimStream.of(
                        builder,
                        REFRESHES,
                        Topics.capture("learning.recommendation_refreshes"),
                        request -> request.text("user_id"))
                .filter((user, request) -> request != null, Named.as(ASKED + "-only"))
                .mapValues(request -> (ListCause) new Renewal(), Named.as(ASKED));
    }

    private static KStream<RowKey, ListCause> enrollments(StreamsBuilder builder, Hop hop) {
        ChildRouter<String> router = new ChildRouter<>(ENROLLMENTS_PLACED, Serdes.String());
        return hop.through(
                        router.route(
                                builder,
                                ENROLLMENTS,
                                Topics.capture("learning.enrollments"),
                                row ->
                                        new Placement<>(
                                                RowKey.of(row.text("user_id")),
                                                RowKey.of(row.text("id")),
                                                row.text("course_id"))),
                        ENROLLMENTS_BY_USER,
                        Serdes.String())
                .mapValues(
                        change ->
                                (ListCause)
                                        new OfEnrollment(change.child().value(0), change.value()),
                        Named.as(ENROLLED));
    }
}
