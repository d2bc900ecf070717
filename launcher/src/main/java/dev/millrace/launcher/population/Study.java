package dev.millrace.launcher.population;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One person's way through one course.
 *
 * @param lessons what was begun, in the order of study
 * @param completion empty while open lessons are left
 * @param purchase empty for a free course or one that a membership covers
 */
record Study(
        UUID id,
        UUID userId,
        Course course,
        String status,
        Instant enrolledAt,
        List<Progress> lessons,
        Optional<Completion> completion,
        Optional<Purchase> purchase) {

    /**
     * @param completedAt empty while in progress
     * @param note id of a note taken; empty for none
     * @param bookmark id of a bookmark set; empty for none
     */
    record Progress(
            UUID lessonId,
            int percentage,
            int seconds,
            Instant startedAt,
            Instant lastAccessedAt,
            Optional<Instant> completedAt,
            Optional<UUID> note,
            Optional<UUID> bookmark) {}

    /**
     * @param rating 1 to 5, empty when none was given
     */
    record Completion(UUID id, Instant at, int seconds, Optional<Integer> rating) {}

    /**
     * Made at the time of the enrollment.
     *
     * @param refundedCents 0 when nothing was given back
     */
    record Purchase(
            UUID id,
            UUID paymentId,
            UUID refundId,
            long amountCents,
            String currency,
            String status,
            long refundedCents) {

        boolean isPaid() {
            return status.equals("completed") || status.equals("refunded");
        }
    }

    /** When the person last did anything in the course; empty before the first lesson. */
    Optional<Instant> lastAccessedAt() {
        return lessons.stream().map(Progress::lastAccessedAt).max(Instant::compareTo);
    }
}
