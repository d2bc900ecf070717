package dev.millrace.streams.learnerdashboard;

import dev.millrace.schema.topics.Row;
import org.jspecify.annotations.Nullable;

/** A course that learners see. */
record PublishedCourse(String title) {

    /** A row of {@code learning.courses}, null when it is not published. */
    static @Nullable PublishedCourse of(Row row) {
        return row.text("status").equals("published")
                ? new PublishedCourse(row.text("title"))
                : null;
    }
}
