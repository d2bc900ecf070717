package dev.millrace.launcher.csvimport;

import dev.millrace.launcher.csvimport.ImportData.Course;
import dev.millrace.launcher.rows.RowBatch;
import dev.millrace.launcher.rows.Rows;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Writes courses, each with one module and one open lesson, and what they are filed under. */
final class CatalogueImport {

    private static final String UNLESS_THERE = "on conflict do nothing";

    /** For tables with a deferrable constraint, which cannot arbitrate. */
    private static final String UNLESS_SAME = "on conflict (id) do nothing";

    private final Connection connection;
    private final ImportKeys keys;

    CatalogueImport(Connection connection, ImportKeys keys) {
        this.connection = connection;
        this.keys = keys;
    }

    /**
     * Writes the courses that are not there, all in one transaction.
     *
     * @param openedAt when the courses are said to have been published
     * @return how many were written
     */
    int write(Collection<Course> courses, Instant openedAt) throws SQLException {
        Set<UUID> known = known(courses);
        List<Course> missing =
                courses.stream()
                        .filter(course -> !known.contains(keys.course(course.key())))
                        .toList();
        Map<String, UUID> categories =
                named(
                        "learning.course_categories",
                        missing.stream().map(Course::category).collect(Collectors.toSet()));
        Map<String, UUID> tags =
                named(
                        "learning.course_tags",
                        missing.stream()
                                .flatMap(course -> course.tags().stream())
                                .collect(Collectors.toSet()));
        courses(missing, categories, openedAt);
        modulesAndLessons(missing, openedAt);
        try (RowBatch rows =
                new RowBatch(
                        connection, "learning.course_tag_map", "course_id, tag_id", UNLESS_THERE)) {
            for (Course course : missing) {
                for (String tag : course.tags()) {
                    rows.add(keys.course(course.key()), tags.get(ImportKeys.slug(tag)));
                }
            }
        }
        connection.commit();
        return missing.size();
    }

    private Set<UUID> known(Collection<Course> courses) throws SQLException {
        return Set.copyOf(
                Rows.read(
                        connection,
                        "select id from learning.courses where id = any (?::uuid[])",
                        row -> row.getObject(1, UUID.class),
                        courses.stream().map(course -> keys.course(course.key())).toList()));
    }

    /** Ids by slug of categories or tags, made where there are none of the slug or the name. */
    private Map<String, UUID> named(String table, Set<String> names) throws SQLException {
        Map<String, String> nameBySlug = new HashMap<>();
        names.stream()
                .sorted()
                .forEach(name -> nameBySlug.putIfAbsent(ImportKeys.slug(name), name));
        try (RowBatch rows = new RowBatch(connection, table, "name, slug", UNLESS_THERE)) {
            for (Map.Entry<String, String> entry : nameBySlug.entrySet()) {
                rows.add(entry.getValue(), entry.getKey());
            }
        }
        Map<String, UUID> ids = new HashMap<>();
        for (Map.Entry<String, String> entry : nameBySlug.entrySet()) {
            Rows.first(
                            connection,
                            "select id from %s where slug = ? or name = ? order by slug = ? desc"
                                    .formatted(table),
                            row -> row.getObject(1, UUID.class),
                            entry.getKey(),
                            entry.getValue(),
                            entry.getKey())
                    .ifPresent(id -> ids.put(entry.getKey(), id));
        }
        return ids;
    }

    private void courses(List<Course> courses, Map<String, UUID> categories, Instant openedAt)
            throws SQLException {
        try (RowBatch rows =
                new RowBatch(
                        connection,
                        "learning.courses",
                        "id, source_system, title, slug, instructor_name, category_id, difficulty, "
                                + "status, published_at, created_at",
                        UNLESS_THERE)) {
            for (Course course : courses) {
                UUID id = keys.course(course.key());
                rows.add(
                        id,
                        "edu7p",
                        course.title(),
                        ImportKeys.slug(course.title()) + "-" + id,
                        "Imported",
                        categories.get(ImportKeys.slug(course.category())),
                        "beginner",
                        "published",
                        openedAt,
                        openedAt);
            }
        }
    }

    private void modulesAndLessons(List<Course> courses, Instant openedAt) throws SQLException {
        try (RowBatch rows =
                new RowBatch(
                        connection,
                        "learning.course_modules",
                        "id, course_id, title, order_index, is_published, created_at",
                        UNLESS_SAME)) {
            for (Course course : courses) {
                UUID id = keys.course(course.key());
                rows.add(keys.module(course.key()), id, "The course", 1, true, openedAt);
            }
        }
        try (RowBatch rows =
                new RowBatch(
                        connection,
                        "learning.lessons",
                        "id, course_id, module_id, title, slug, order_index, is_published, created_at",
                        UNLESS_SAME)) {
            for (Course course : courses) {
                rows.add(
                        keys.lesson(course.key()),
                        keys.course(course.key()),
                        keys.module(course.key()),
                        course.title(),
                        "lesson",
                        1,
                        true,
                        openedAt);
            }
        }
    }
}
