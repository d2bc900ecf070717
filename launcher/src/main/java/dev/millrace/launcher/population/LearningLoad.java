package dev.millrace.launcher.population;

import dev.millrace.launcher.population.Course.Assessment;
import dev.millrace.launcher.population.Course.Lesson;
import dev.millrace.launcher.population.Course.Part;
import dev.millrace.launcher.population.PopulationPlan.Groups;
import dev.millrace.launcher.rows.RowBatch;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Writes the catalogue: categories, tags, courses with what they are made of. */
final class LearningLoad {

    private LearningLoad() {}

    static void write(TableLoad load, PopulationPlan plan) throws SQLException {
        named(
                load,
                "learning.course_categories",
                plan.groups().categories(),
                Vocabulary.CATEGORIES,
                plan.now());
        named(load, "learning.course_tags", plan.groups().tags(), Vocabulary.TAGS, plan.now());
        courses(load, plan.courses(), plan.groups());
        parts(load, plan.courses());
        lessons(load, plan.courses());
        assessments(load, plan.courses());
    }

    private static void named(
            TableLoad load, String table, List<UUID> ids, List<String> names, Instant made)
            throws SQLException {
        try (RowBatch rows = load.into(table, "id, name, slug, created_at, updated_at")) {
            for (int i = 0; i < ids.size(); i++) {
                String name = names.get(i);
                rows.add(
                        ids.get(i),
                        name,
                        name.toLowerCase(Locale.ROOT).replace(' ', '-'),
                        made,
                        made);
            }
        }
    }

    private static void courses(TableLoad load, List<Course> courses, Groups groups)
            throws SQLException {
        try (RowBatch rows =
                load.into(
                        "learning.courses",
                        "id, source_system, title, slug, instructor_id, category_id, "
                                + "difficulty, price_cents, currency, status, published_at, "
                                + "created_by, created_at, updated_at")) {
            for (Course course : courses) {
                rows.add(
                        course.id(),
                        course.sourceSystem(),
                        course.title(),
                        course.slug(),
                        course.instructorId(),
                        groups.categories().get(course.category()),
                        course.difficulty(),
                        course.priceCents(),
                        course.currency(),
                        course.status(),
                        course.takesLearners() ? course.createdAt() : null,
                        course.instructorId(),
                        course.createdAt(),
                        course.createdAt());
            }
        }
        try (RowBatch rows = load.into("learning.course_tag_map", "course_id, tag_id")) {
            for (Course course : courses) {
                for (int tag : course.tags()) {
                    rows.add(course.id(), groups.tags().get(tag));
                }
            }
        }
    }

    private static void parts(TableLoad load, List<Course> courses) throws SQLException {
        try (RowBatch rows =
                load.into(
                        "learning.course_modules",
                        "id, course_id, title, order_index, is_published, created_at, "
                                + "updated_at")) {
            for (Course course : courses) {
                Instant made = course.createdAt();
                for (Part part : course.modules()) {
                    rows.add(
                            part.id(),
                            course.id(),
                            part.title(),
                            part.order(),
                            part.published(),
                            made,
                            made);
                }
            }
        }
    }

    private static void lessons(TableLoad load, List<Course> courses) throws SQLException {
        try (RowBatch rows =
                load.into(
                        "learning.lessons",
                        "id, course_id, module_id, title, slug, lesson_type, "
                                + "estimated_duration_minutes, order_index, is_published, "
                                + "created_at, updated_at")) {
            for (Course course : courses) {
                Instant made = course.createdAt();
                for (Part part : course.modules()) {
                    for (Lesson lesson : part.lessons()) {
                        rows.add(
                                lesson.id(),
                                course.id(),
                                part.id(),
                                lesson.title(),
                                lesson.slug(),
                                lesson.type(),
                                lesson.minutes(),
                                lesson.order(),
                                lesson.open(),
                                made,
                                made);
                    }
                }
            }
        }
    }

    private static void assessments(TableLoad load, List<Course> courses) throws SQLException {
        try (RowBatch rows =
                load.into(
                        "learning.assessments",
                        "id, course_id, module_id, title, is_published, created_at, "
                                + "updated_at")) {
            for (Course course : courses) {
                Instant made = course.createdAt();
                for (Assessment assessment : course.assessments()) {
                    rows.add(
                            assessment.id(),
                            course.id(),
                            assessment.moduleId(),
                            assessment.title(),
                            assessment.published(),
                            made,
                            made);
                }
            }
        }
    }
}
