package dev.millrace.streams.courserecommendations;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.courserecommendations.ListState.Person;
import dev.millrace.streams.derived.CommitTime;
import dev.millrace.streams.fanout.PathSerde;
import dev.millrace.streams.fanout.PathStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Makes the lists of one partition of people: anew for who enrolls, leaves a course, appears, or
 * was asked for, and for nobody else.
 *
 * <p>A list costs one look at each course that is open and at each enrollment of the person, and
 * writes at most twice the length of a list. It is as of the newest commit that asked for it, so it
 * does not depend on which of several arrived last.
 */
final class Recommending extends ContextualProcessor<RowKey, ListCause, RowKey, Row> {

    @SuppressWarnings("NullAway.Init")
    private Catalogue catalogue;

    @SuppressWarnings("NullAway.Init")
    private PathStore<Boolean> listed;

    @SuppressWarnings("NullAway.Init")
    private PathStore<String> enrolled;

    @SuppressWarnings("NullAway.Init")
    private PathStore<Person> people;

    static ProcessorSupplier<RowKey, ListCause, RowKey, Row> supplier() {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<RowKey, ListCause, RowKey, Row> get() {
                return new Recommending();
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return ListState.all();
            }
        };
    }

    @Override
    public void init(ProcessorContext<RowKey, Row> context) {
        super.init(context);
        listed = PathStore.of(context, ListState.LISTED);
        enrolled = PathStore.of(context, ListState.ENROLLED);
        people = PathStore.of(context, ListState.PEOPLE);
        // Anew each time: a task that is begun again has other state than it had.
        catalogue = new Catalogue();
        PathStore<Course> courses = PathStore.of(context, ListState.COURSES);
        courses.each((path, course) -> catalogue.put(path.value(0), course));
    }

    @Override
    public void process(Record<RowKey, ListCause> record) {
        Person person = people.get(record.key());
        switch (record.value()) {
            case ListCause.OfCourse course -> catalogue.put(record.key().value(0), course.course());
            case ListCause.OfAccount account -> {
                if (person != null && !account.live()) {
                    remove(record, person);
                } else if (person == null && account.live()) {
                    renew(record, new Person(Long.MIN_VALUE, List.of()));
                }
            }
            case ListCause.OfEnrollment enrollment -> {
                RowKey path = PathSerde.join(record.key(), RowKey.of(enrollment.id()));
                if (!Objects.equals(enrolled.get(path), enrollment.course())) {
                    enrolled.set(path, enrollment.course());
                    if (person != null) {
                        renew(record, person);
                    }
                }
            }
            case ListCause.Renewal _ -> {
                if (person != null) {
                    renew(record, person);
                }
            }
        }
    }

    private void renew(Record<RowKey, ListCause> cause, Person before) {
        long asOf = Math.max(before.asOf(), CommitTime.of(cause));
        List<String> courses = new ArrayList<>();
        enrolled.below(cause.key(), (path, course) -> courses.add(course));
        List<Recommendation> best = catalogue.best(courses, asOf);
        Person after = new Person(asOf, best.stream().map(Recommendation::course).toList());
        people.set(cause.key(), after);
        leave(cause, before, after);
        for (int i = 0; i < best.size(); i++) {
            Recommendation recommendation = best.get(i);
            RowKey key = RowKey.of(cause.key().value(0), recommendation.course());
            emit(cause, asOf, key, recommendation.row(key.value(0), i + 1));
        }
    }

    private void remove(Record<RowKey, ListCause> cause, Person person) {
        people.set(cause.key(), null);
        leave(cause, person, new Person(CommitTime.of(cause), List.of()));
    }

    /** Takes away what is on the list no more, and keeps in mind who is shown what. */
    private void leave(Record<RowKey, ListCause> cause, Person before, Person after) {
        String user = cause.key().value(0);
        Set<String> stay = new HashSet<>(after.courses());
        for (String course : before.courses()) {
            if (!stay.remove(course)) {
                listed.set(RowKey.of(course, user), null);
                emit(cause, after.asOf(), RowKey.of(user, course), null);
            }
        }
        stay.forEach(course -> listed.set(RowKey.of(course, user), Boolean.TRUE));
    }

    private void emit(Record<RowKey, ListCause> cause, long asOf, RowKey key, @Nullable Row row) {
        context()
                .forward(
                        cause.withKey(key)
                                .withValue(row)
                                .withHeaders(CommitTime.with(cause.headers(), asOf)));
    }
}
