package dev.millrace.streams.courserecommendations;

import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.courserecommendations.Course.Listing;
import dev.millrace.streams.courserecommendations.Course.Standing;
import dev.millrace.streams.fanout.PathStore;
import dev.millrace.streams.slim.SlimSerde;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Joins a course's row with its statistics, at the course's partition, and sends it on when
 * anything has changed that recommendations follow from: what goes to every partition is little.
 *
 * @param <V> the side that this node receives
 */
final class Offering<V> extends ContextualProcessor<RowKey, V, RowKey, Course> {

    // Renaming it is a migration.
    private static final String SIDES = "course-sides";

    private static final StoreBuilder<?> STORE =
            PathStore.builder(SIDES, new SlimSerde<>(Sides.class));

    private final BiFunction<Sides, @Nullable V, Sides> side;

    @SuppressWarnings("NullAway.Init")
    private PathStore<Sides> courses;

    /** Both sides of a course, null where there is none. */
    record Sides(@Nullable Listing listing, @Nullable Standing standing) {

        static final Sides NONE = new Sides(null, null);

        Sides withListing(@Nullable Listing now) {
            return new Sides(now, standing);
        }

        Sides withStanding(@Nullable Standing now) {
            return new Sides(listing, now);
        }

        private @Nullable Course course() {
            return listing == null ? null : Course.of(listing, standing);
        }
    }

    private Offering(BiFunction<Sides, @Nullable V, Sides> side) {
        this.side = side;
    }

    /** The node for one side. */
    static <V> ProcessorSupplier<RowKey, V, RowKey, Course> supplier(
            BiFunction<Sides, @Nullable V, Sides> side) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<RowKey, V, RowKey, Course> get() {
                return new Offering<>(side);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(STORE);
            }
        };
    }

    @Override
    public void init(ProcessorContext<RowKey, Course> context) {
        super.init(context);
        courses = PathStore.of(context, SIDES);
    }

    @Override
    public void process(Record<RowKey, V> record) {
        Sides stored = courses.get(record.key());
        Sides before = stored == null ? Sides.NONE : stored;
        Sides after = side.apply(before, record.value());
        if (after.equals(before)) {
            return;
        }
        courses.set(record.key(), after.equals(Sides.NONE) ? null : after);
        Course course = after.course();
        if (!Objects.equals(course, before.course())) {
            context().forward(record.withValue(course));
        }
    }
}
