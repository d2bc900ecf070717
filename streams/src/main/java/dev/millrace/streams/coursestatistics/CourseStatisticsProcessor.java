package dev.millrace.streams.coursestatistics;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.coursestatistics.CourseFact.OfLearner;
import dev.millrace.streams.fanout.ChildChange;
import dev.millrace.streams.fanout.PathSerde;
import dev.millrace.streams.fanout.PathStore;
import dev.millrace.streams.slim.SlimSerde;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Holds the facts of each course at the course's partition, keeps their totals, and emits the row
 * when it changes.
 *
 * <p>Each fact replaces exactly what it added before, so the work for a change does not grow with
 * the course.
 */
final class CourseStatisticsProcessor
        extends ContextualProcessor<RowKey, ChildChange<CourseFact>, RowKey, Row> {

    @SuppressWarnings("NullAway.Init")
    private PathStore<CourseFact> facts;

    @SuppressWarnings("NullAway.Init")
    private PathStore<Learner> learners;

    @SuppressWarnings("NullAway.Init")
    private PathStore<CourseTotals> courses;

    @Override
    public void init(ProcessorContext<RowKey, Row> context) {
        super.init(context);
        facts = PathStore.of(context, CourseStatisticsTopology.FACTS);
        learners = PathStore.of(context, CourseStatisticsTopology.LEARNERS);
        courses = PathStore.of(context, CourseStatisticsTopology.TOTALS);
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

        CourseTotals stored = courses.get(course);
        CourseTotals old = stored == null ? CourseTotals.NONE : stored;
        CourseTotals now = old.replacing(before, after);
        // A path names its learner and never changes its kind.
        if ((after != null ? after : before) instanceof OfLearner fact) {
            now = learnerChanged(now, course, fact.user(), (OfLearner) before, (OfLearner) after);
        }
        courses.set(course, now.equals(CourseTotals.NONE) ? null : now);

        Row row = CourseStatistics.row(course.value(0), now);
        if (!Objects.equals(row, CourseStatistics.row(course.value(0), old))) {
            context().forward(record.withValue(row));
        }
    }

    private CourseTotals learnerChanged(
            CourseTotals totals,
            RowKey course,
            String user,
            @Nullable OfLearner before,
            @Nullable OfLearner after) {
        RowKey path = PathSerde.join(course, RowKey.of(user));
        Learner stored = learners.get(path);
        Learner old = stored == null ? Learner.NONE : stored;
        Learner now = old.replacing(before, after);
        learners.set(path, now.equals(Learner.NONE) ? null : now);
        return totals.replacing(old, now);
    }

    /** Makes the processors and brings their stores along. */
    static final class Supplier
            implements ProcessorSupplier<RowKey, ChildChange<CourseFact>, RowKey, Row> {

        private final Set<StoreBuilder<?>> stores;

        Supplier(Serde<CourseFact> facts) {
            this.stores =
                    Set.of(
                            PathStore.builder(CourseStatisticsTopology.FACTS, facts),
                            PathStore.builder(
                                    CourseStatisticsTopology.LEARNERS,
                                    new SlimSerde<>(Learner.class)),
                            PathStore.cachedBuilder(
                                    CourseStatisticsTopology.TOTALS,
                                    new SlimSerde<>(CourseTotals.class)));
        }

        @Override
        public Processor<RowKey, ChildChange<CourseFact>, RowKey, Row> get() {
            return new CourseStatisticsProcessor();
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return stores;
        }
    }
}
