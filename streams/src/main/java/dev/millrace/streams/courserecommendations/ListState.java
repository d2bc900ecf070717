package dev.millrace.streams.courserecommendations;

import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.fanout.PathStore;
import dev.millrace.streams.slim.SlimSerde;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/** The state that both nodes of a partition of people share. Renamed stores are a migration. */
final class ListState {

    static final String COURSES = "courses";
    static final String LISTED = "listed";
    static final String ENROLLED = "enrolled";
    static final String PEOPLE = "people";

    /** Every course, by its id. */
    private static final StoreBuilder<KeyValueStore<RowKey, Course>> ALL_COURSES =
            PathStore.builder(COURSES, new SlimSerde<>(Course.class));

    /** Who has a course on their list: by course and person. */
    private static final StoreBuilder<KeyValueStore<RowKey, Boolean>> WHO_IS_SHOWN =
            PathStore.builder(LISTED, Serdes.Boolean());

    /** The course of each enrollment: by person and enrollment. */
    private static final StoreBuilder<KeyValueStore<RowKey, String>> ENROLLMENTS =
            PathStore.builder(ENROLLED, Serdes.String());

    private static final StoreBuilder<KeyValueStore<RowKey, Person>> LISTS =
            PathStore.builder(PEOPLE, new SlimSerde<>(Person.class));

    /**
     * Somebody who may be given a list, and the list they have.
     *
     * @param asOf its moment, in microseconds since 1970-01-01 UTC
     * @param courses on it, best first
     */
    record Person(long asOf, List<String> courses) {
        Person {
            courses = List.copyOf(courses);
        }
    }

    private ListState() {}

    static Set<StoreBuilder<?>> ofCourses() {
        return Set.of(ALL_COURSES, WHO_IS_SHOWN);
    }

    static Set<StoreBuilder<?>> all() {
        return Set.of(ALL_COURSES, WHO_IS_SHOWN, ENROLLMENTS, LISTS);
    }
}
