package dev.millrace.streams.learnerdashboard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.RowSerde;
import dev.millrace.streams.derived.DerivedRow;
import dev.millrace.streams.derived.JsonTime;
import dev.millrace.streams.fanout.OrderedText;
import dev.millrace.streams.learnerdashboard.LearnerFact.Achievement;
import dev.millrace.streams.learnerdashboard.LearnerFact.ActiveCourse;
import dev.millrace.streams.learnerdashboard.LearnerFact.Completion;
import dev.millrace.streams.learnerdashboard.LearnerFact.StudyTime;
import dev.millrace.streams.people.Person;
import dev.millrace.streams.summary.Summary;
import dev.millrace.streams.summary.SummaryRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rule of {@code derived.learner_dashboard}, free of Kafka. */
final class LearnerDashboard implements SummaryRule<Person, LearnerFact> {

    private static final int ACTIVE = 0;
    private static final int COMPLETED = 1;
    private static final int SECONDS = 2;
    private static final int ACHIEVEMENTS = 3;

    private static final int RECENT_COURSES = 5;

    // Greater than any digit of a time, so that courses never opened come last.
    private static final String NEVER = "~";

    @Override
    public List<Long> amounts(LearnerFact fact) {
        return switch (fact) {
            case ActiveCourse _ -> List.of(1L, 0L, 0L, 0L);
            case Completion _ -> List.of(0L, 1L, 0L, 0L);
            case StudyTime study -> List.of(0L, 0L, study.seconds(), 0L);
            case Achievement _ -> List.of(0L, 0L, 0L, 1L);
        };
    }

    /** Courses only: the last used first, those never used last, then by id. */
    @Override
    public @Nullable RowKey rank(LearnerFact fact) {
        return fact instanceof ActiveCourse course
                ? RowKey.of(
                        course.accessed() == null
                                ? NEVER
                                : OrderedText.descending(course.accessed()),
                        course.course())
                : null;
    }

    @Override
    public int shown() {
        return RECENT_COURSES;
    }

    @Override
    public Row row(RowKey key, Person person, Summary<LearnerFact> facts) {
        return new DerivedRow()
                .text("user_id", person.id())
                .integer("active_enrollments", facts.sum(ACTIVE))
                .integer("completed_courses", facts.sum(COMPLETED))
                .integer("total_study_seconds", facts.sum(SECONDS))
                .integer("achievements", facts.sum(ACHIEVEMENTS))
                .json("recent_courses", recentCourses(facts.first()))
                .row();
    }

    private static ArrayNode recentCourses(List<LearnerFact> first) {
        ArrayNode courses = RowSerde.newObject().arrayNode();
        for (LearnerFact fact : first) {
            if (fact instanceof ActiveCourse course) {
                ObjectNode shown = courses.addObject();
                shown.put("course_id", course.course());
                shown.put("title", course.title());
                shown.put("progress", course.progress());
                Long accessed = course.accessed();
                shown.put("last_accessed", accessed == null ? null : JsonTime.utc(accessed));
            }
        }
        return courses;
    }
}
