package dev.millrace.streams.coursestatistics;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.derived.DerivedTopic;
import dev.millrace.streams.fanout.ChildChange;
import dev.millrace.streams.fanout.ChildRouter;
import dev.millrace.streams.fanout.FanOut;
import dev.millrace.streams.fanout.Hop;
import dev.millrace.streams.fanout.Merged;
import dev.millrace.streams.slim.SlimSerde;
import dev.millrace.streams.slim.SlimStream;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;

/**
 * Builds {@code derived.course_statistics}: one row for every course that is not deleted.
 *
 * <pre>
 * enrollments, course_completions --+
 * course_modules, lessons ----------+--(by-course)-----------------------------+
 * assessments ----------------------+                                          |
 * refunds -----------(refunds-by-payment)----+                                 |
 * course_purchases --(purchases-by-payment)--+-- sales --(sales-by-course)-----+-- rows
 * courses ---------------------------------------------------------------------+
 * derived.course_progress, which is partitioned by course ---------------------+
 * </pre>
 *
 * <p>In brackets the repartition topics: learners and contents are one hop away from the row,
 * purchases two.
 */
public final class CourseStatisticsTopology {

    // Tables: nodes <name>-source and <name>-route, keys in the stores of placements.
    private static final String ENROLLMENTS = "enrollments";
    private static final String COMPLETIONS = "course-completions";
    private static final String MODULES = "course-modules";
    private static final String LESSONS = "lessons";
    private static final String ASSESSMENTS = "assessments";
    private static final String PURCHASES = "course-purchases";
    private static final String REFUND_ROWS = "refunds";
    private static final String COURSES = "courses";
    private static final String PROGRESS = "course-progress";

    // Nodes between.
    private static final String REFUNDS_OF_PAYMENTS = "refunds-of-payments";
    private static final String COURSE_FACTS = "courses-as-facts";
    private static final String PROGRESS_FACTS = "course-progress-as-facts";
    private static final String ALL_FACTS = "all-facts";
    private static final String ROWS = "course-statistics-rows";

    // Repartition topics and stores: a renamed one is a migration.
    private static final String BY_COURSE = "by-course";
    private static final String PURCHASES_BY_PAYMENT = "purchases-by-payment";
    private static final String REFUNDS_BY_PAYMENT = "refunds-by-payment";
    private static final String SALES_BY_COURSE = "sales-by-course";
    private static final String PLACED_AT_COURSES = "placed-at-courses";
    private static final String PURCHASES_PLACED = "purchases-placed-at-payments";
    private static final String REFUNDS_PLACED = "refunds-placed-at-payments";
    // Stores <name>-parents and <name>-children, nodes <name>-parent, <name>-child, <name>-pairs.
    private static final String SALES = "sales";
    static final String REFUNDS = "payment-refunds";
    static final String FACTS = "course-facts";
    static final String LEARNERS = "course-learners";
    static final String TOTALS = "course-totals";

    private CourseStatisticsTopology() {}

    public static void build(StreamsBuilder builder) {
        build(builder, Hop.repartition());
    }

    static void build(StreamsBuilder builder, Hop hop) {
        Serde<CourseFact> facts = new SlimSerde<>(CourseFact.class);

        KStream<RowKey, ChildChange<CourseFact>> all =
                Merged.of(
                        ALL_FACTS,
                        courses(builder),
                        progress(builder),
                        hop.through(learnersAndContents(builder, facts), BY_COURSE, facts),
                        hop.through(sales(builder, hop), SALES_BY_COURSE, facts));
        DerivedTopic.publish(
                all.process(new CourseStatisticsProcessor.Supplier(facts), Named.as(ROWS)),
                DerivedStores.COURSE_STATISTICS);
    }

    private static KStream<RowKey, ChildChange<CourseFact>> courses(StreamsBuilder builder) {
        return SlimStream.of(
                        builder, COURSES, Topics.capture("learning.courses"), Placements::ofCourse)
                .mapValues(
                        course -> new ChildChange<>(Placements.COURSE, course),
                        Named.as(COURSE_FACTS));
    }

    private static KStream<RowKey, ChildChange<CourseFact>> progress(StreamsBuilder builder) {
        return SlimStream.of(
                        builder,
                        PROGRESS,
                        Topics.derived(DerivedStores.COURSE_PROGRESS),
                        Placements::ofProgress)
                .map(Placements::progressAtCourse, Named.as(PROGRESS_FACTS));
    }

    private static KStream<RowKey, ChildChange<CourseFact>> learnersAndContents(
            StreamsBuilder builder, Serde<CourseFact> facts) {
        ChildRouter<CourseFact> router = new ChildRouter<>(PLACED_AT_COURSES, facts);
        return Merged.of(
                BY_COURSE,
                router.route(
                        builder,
                        ENROLLMENTS,
                        Topics.capture("learning.enrollments"),
                        Placements::ofEnrollment),
                router.route(
                        builder,
                        COMPLETIONS,
                        Topics.capture("learning.course_completions"),
                        Placements::ofCompletion),
                router.route(
                        builder,
                        MODULES,
                        Topics.capture("learning.course_modules"),
                        Placements::ofModule),
                router.route(
                        builder, LESSONS, Topics.capture("learning.lessons"), Placements::ofLesson),
                router.route(
                        builder,
                        ASSESSMENTS,
                        Topics.capture("learning.assessments"),
                        Placements::ofAssessment));
    }

    private static KStream<RowKey, ChildChange<CourseFact>> sales(StreamsBuilder builder, Hop hop) {
        Serde<Refund> refund = new SlimSerde<>(Refund.class);
        Serde<Purchase> purchase = new SlimSerde<>(Purchase.class);
        KStream<RowKey, Refund> refunds =
                hop.through(
                                new ChildRouter<>(REFUNDS_PLACED, refund)
                                        .route(
                                                builder,
                                                REFUND_ROWS,
                                                Topics.capture("billing.refunds"),
                                                Placements::ofRefund),
                                REFUNDS_BY_PAYMENT,
                                refund)
                        .process(new PaymentRefunds.Supplier(), Named.as(REFUNDS_OF_PAYMENTS));
        KStream<RowKey, ChildChange<Purchase>> purchases =
                hop.through(
                        new ChildRouter<>(PURCHASES_PLACED, purchase)
                                .route(
                                        builder,
                                        PURCHASES,
                                        Topics.capture("billing.course_purchases"),
                                        Placements::ofPurchase),
                        PURCHASES_BY_PAYMENT,
                        purchase);
        return new FanOut<>(SALES, refund, purchase, Placements::ofSale).of(refunds, purchases);
    }
}
