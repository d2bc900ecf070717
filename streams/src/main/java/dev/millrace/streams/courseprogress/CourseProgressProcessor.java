package dev.millrace.streams.courseprogress;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.courseprogress.CourseFact.OfLearner;
import dev.millrace.streams.courseprogress.CourseFact.PublishedLesson;
import dev.millrace.streams.fanout.ChildChange;
import dev.millrace.streams.fanout.PathSerde;
import dev.millrace.streams.fanout.PathStore;
import dev.millrace.streams.slim.SlimSerde;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Holds the facts of each course at the course's partition and emits the rows that change.
 *
 * <p>A fact of a learner costs a few look-ups, and a walk over that learner's facts in the course
 * only when a latest time goes away. A lesson that is published or withdrawn changes the total and
 * every learner's share in one step, so that no row ever shows a completion that comes from half of
 * such a change; it walks all facts of the course.
 */
final class CourseProgressProcessor
        extends ContextualProcessor<RowKey, ChildChange<CourseFact>, RowKey, Row> {

    @SuppressWarnings("NullAway.Init")
    private PathStore<CourseFact> facts;

    @SuppressWarnings("NullAway.Init")
    private PathStore<LearnerTotals> learners;

    @SuppressWarnings("NullAway.Init")
    private PathStore<Integer> lessonCounts;

    @Override
    public void init(ProcessorContext<RowKey, Row> context) {
        super.init(context);
        facts = PathStore.of(context, CourseProgressTopology.FACTS);
        learners = PathStore.of(context, CourseProgressTopology.LEARNERS);
        lessonCounts = PathStore.of(context, CourseProgressTopology.LESSON_COUNTS);
    }

    @Override
    public void process(Record<RowKey, ChildChange<CourseFact>> record) {
        RowKey course = record.key();
        RowKey path = PathSerde.join(course, record.value().child());
        CourseFact before = facts.get(path);
        CourseFact after = record.value().value();
        if (Objects.equals(before, after)) {
            return;
        }
        facts.set(path, after);
        // A path never changes its kind: its first value names it.
        switch (after != null ? after : Objects.requireNonNull(before)) {
            case PublishedLesson _ -> lessonChanged(record, course, after != null ? 1 : -1);
            case OfLearner fact ->
                    learnerChanged(
                            record, course, fact.user(), (OfLearner) before, (OfLearner) after);
        }
    }

    private void learnerChanged(
            Record<RowKey, ?> cause,
            RowKey course,
            String user,
            @Nullable OfLearner before,
            @Nullable OfLearner after) {
        Predicate<String> published =
                lesson -> facts.get(PathSerde.join(course, FactPaths.lesson(lesson))) != null;
        LearnerTotals old = totals(course, user);
        LearnerTotals now =
                old.replacing(
                                LearnerTotals.of(before, published),
                                LearnerTotals.of(after, published))
                        .orElseGet(() -> recomputed(course, user, published));
        int lessons = lessonCount(course);
        emit(cause, course, user, new Shown(lessons, old), new Shown(lessons, now));
    }

    private void lessonChanged(Record<RowKey, ?> cause, RowKey course, int difference) {
        int lessonsBefore = lessonCount(course);
        int lessons = lessonsBefore + difference;
        lessonCounts.set(course, lessons == 0 ? null : lessons);

        Set<RowKey> published = new HashSet<>();
        facts.below(PathSerde.join(course, FactPaths.LESSONS), (path, fact) -> published.add(path));
        Predicate<String> isPublished =
                lesson -> published.contains(PathSerde.join(course, FactPaths.lesson(lesson)));

        Map<String, LearnerTotals> totals = new LinkedHashMap<>();
        facts.below(
                PathSerde.join(course, FactPaths.LEARNERS),
                (path, fact) -> {
                    OfLearner ofLearner = (OfLearner) fact;
                    totals.merge(
                            ofLearner.user(),
                            LearnerTotals.of(ofLearner, isPublished),
                            LearnerTotals::plus);
                });
        totals.forEach((user, now) ->
                emit(
                        cause,
                        course,
                        user,
                        new Shown(lessonsBefore, totals(course, user)),
                        new Shown(lessons, now)));
    }

    private LearnerTotals recomputed(RowKey course, String user, Predicate<String> published) {
        LearnerTotals[] sum = {LearnerTotals.NONE};
        facts.below(
                PathSerde.join(course, FactPaths.learner(user)),
                (path, fact) ->
                        sum[0] = sum[0].plus(LearnerTotals.of((OfLearner) fact, published)));
        return sum[0];
    }

    private LearnerTotals totals(RowKey course, String user) {
        LearnerTotals totals = learners.get(learner(course, user));
        return totals == null ? LearnerTotals.NONE : totals;
    }

    private int lessonCount(RowKey course) {
        Integer count = lessonCounts.get(course);
        return count == null ? 0 : count;
    }

    private void emit(
            Record<RowKey, ?> cause, RowKey course, String user, Shown before, Shown after) {
        if (!after.totals.equals(before.totals)) {
            learners.set(
                    learner(course, user),
                    after.totals.equals(LearnerTotals.NONE) ? null : after.totals);
        }
        Row row = after.row(user, course.value(0));
        if (!Objects.equals(row, before.row(user, course.value(0)))) {
            context().forward(cause.withKey(RowKey.of(user, course.value(0))).withValue(row));
        }
    }

    private static RowKey learner(RowKey course, String user) {
        return PathSerde.join(course, RowKey.of(user));
    }

    /** Makes the processors and brings their stores along. */
    static final class Supplier
            implements ProcessorSupplier<RowKey, ChildChange<CourseFact>, RowKey, Row> {

        private final Set<StoreBuilder<?>> stores;

        Supplier(Serde<CourseFact> facts) {
            this.stores =
                    Set.of(
                            PathStore.builder(CourseProgressTopology.FACTS, facts),
                            PathStore.builder(
                                    CourseProgressTopology.LEARNERS,
                                    new SlimSerde<>(LearnerTotals.class)),
                            PathStore.builder(
                                    CourseProgressTopology.LESSON_COUNTS, Serdes.Integer()));
        }

        @Override
        public Processor<RowKey, ChildChange<CourseFact>, RowKey, Row> get() {
            return new CourseProgressProcessor();
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return stores;
        }
    }

    /** All that a row shows. */
    private record Shown(int lessons, LearnerTotals totals) {
        @Nullable Row row(String user, String course) {
            return CourseProgress.row(user, course, lessons, totals);
        }
    }
}
