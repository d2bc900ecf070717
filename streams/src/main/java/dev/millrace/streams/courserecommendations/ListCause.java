package dev.millrace.streams.courserecommendations;

import org.jspecify.annotations.Nullable;

/** What lists follow from; the key is the person, or the course. */
sealed interface ListCause {

    /** A course as it is now, null when it is gone; the key is the course. */
    record OfCourse(@Nullable Course course) implements ListCause {}

    /** An account: whether somebody may be given a list. */
    record OfAccount(boolean live) implements ListCause {}

    /**
     * An enrollment of the person.
     *
     * @param id of the enrollment
     * @param course null when it has ended here
     */
    record OfEnrollment(String id, @Nullable String course) implements ListCause {}

    /** A new list was asked for. */
    record Renewal() implements ListCause {}
}
