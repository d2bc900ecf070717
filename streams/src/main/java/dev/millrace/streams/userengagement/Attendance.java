package dev.millrace.streams.userengagement;

import org.jspecify.annotations.Nullable;

/**
 * An invitation to a meeting and what became of it.
 *
 * @param attended whether the person attended; only then minutes and time count
 * @param minutes how long the person was present, null when it is not known
 * @param joined microseconds since 1970-01-01 UTC, null when it is not known
 */
record Attendance(boolean attended, @Nullable Long minutes, @Nullable Long joined) {}
