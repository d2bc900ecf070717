package dev.millrace.search.courses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schema.topics.Row;
import dev.millrace.search.document.DocumentFields;
import dev.millrace.search.document.Fact;
import dev.millrace.search.document.Facts;
import org.jspecify.annotations.Nullable;

/** What the index says of a course; the same as {@code oracle.search_courses}. */
final class CourseDocument {

    static final String CATEGORY = "category";
    static final String INSTRUCTOR = "instructor";
    static final String TAG = "tag";
    static final String STATISTICS = "statistics";

    private CourseDocument() {}

    /** A row of {@code learning.courses}, null when it is not published, or deleted. */
    static @Nullable Fact course(Row row) {
        return row.text("status").equals("published") && row.textOrNull("deleted_at") == null
                ? Fact.of(
                        row,
                        "title",
                        "short_description",
                        "description",
                        "difficulty",
                        "price_cents",
                        "language",
                        "is_featured",
                        "category_id",
                        "instructor_id",
                        "instructor_name")
                : null;
    }

    /** A row of {@code identity.users}, null when it is deleted in the soft way. */
    static @Nullable Fact instructor(Row row) {
        return row.textOrNull("deleted_at") == null ? Fact.of(row, "display_name") : null;
    }

    /** A row of {@code derived.course_statistics}. */
    static Fact statistics(Row row) {
        return Fact.of(row, "average_rating", "enrollment_count");
    }

    static ObjectNode document(String id, Fact course, Facts facts) {
        return new DocumentFields()
                .copy(
                        course,
                        "title",
                        "short_description",
                        "description",
                        "difficulty",
                        "price_cents",
                        "language",
                        "is_featured")
                .flag("is_free", course.row().integer("price_cents") == 0)
                .text(
                        "instructor",
                        facts.one(INSTRUCTOR)
                                .map(user -> user.text("display_name"))
                                .orElse(course.textOrNull("instructor_name")))
                .text("category", facts.one(CATEGORY).map(c -> c.text("name")).orElse(null))
                .sorted("tags", facts.all(TAG).stream().map(tag -> tag.text("name")))
                .decimal("average_rating", facts.one(STATISTICS), "average_rating")
                .integer("enrollment_count", facts.one(STATISTICS), "enrollment_count", 0)
                .document();
    }
}
