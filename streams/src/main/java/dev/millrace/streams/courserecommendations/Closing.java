package dev.millrace.streams.courserecommendations;

import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.courserecommendations.ListCause.OfCourse;
import dev.millrace.streams.courserecommendations.ListCause.Renewal;
import dev.millrace.streams.fanout.PathStore;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Keeps the courses in each partition of people, and asks for new lists for those who are shown a
 * course that has closed: one small record each, and nothing for anybody else.
 */
final class Closing extends ContextualProcessor<RowKey, Course, RowKey, ListCause> {

    @SuppressWarnings("NullAway.Init")
    private PathStore<Course> courses;

    @SuppressWarnings("NullAway.Init")
    private PathStore<Boolean> listed;

    static ProcessorSupplier<RowKey, Course, RowKey, ListCause> supplier() {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<RowKey, Course, RowKey, ListCause> get() {
                return new Closing();
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return ListState.ofCourses();
            }
        };
    }

    @Override
    public void init(ProcessorContext<RowKey, ListCause> context) {
        super.init(context);
        courses = PathStore.of(context, ListState.COURSES);
        listed = PathStore.of(context, ListState.LISTED);
    }

    @Override
    public void process(Record<RowKey, Course> record) {
        Course before = courses.get(record.key());
        Course after = record.value();
        if (Objects.equals(before, after)) {
            return;
        }
        courses.set(record.key(), after);
        context().forward(record.withValue(new OfCourse(after)));
        if (before != null && before.isOpen() && (after == null || !after.isOpen())) {
            listed.below(
                    record.key(),
                    (path, shown) ->
                            context()
                                    .forward(
                                            record.withKey(RowKey.of(path.value(1)))
                                                    .withValue(new Renewal())));
        }
    }
}
