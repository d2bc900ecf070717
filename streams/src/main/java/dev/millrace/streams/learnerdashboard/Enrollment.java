package dev.millrace.streams.learnerdashboard;

import org.jspecify.annotations.Nullable;

/**
 * An active enrollment, at its course.
 *
 * @param accessed what the enrollment itself says, microseconds since 1970-01-01 UTC; null for
 *     nothing
 */
record Enrollment(@Nullable Long accessed) {}
