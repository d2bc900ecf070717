package dev.millrace.launcher.population;

import dev.millrace.launcher.population.Vocabulary.Place;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Work that people apply for.
 *
 * @param budget empty when not told
 * @param place empty when the work is nowhere in particular
 * @param applicationsMax 0 for no limit
 */
record Project(
        UUID id,
        String title,
        String category,
        String organization,
        UUID ownerId,
        List<String> skills,
        List<String> certifications,
        int years,
        Optional<Budget> budget,
        Optional<Place> place,
        String status,
        int applicationsMax,
        Instant createdAt,
        List<Application> applications) {

    record Budget(long minCents, long maxCents) {}

    /**
     * @param proposalCents empty when the applicant names no price
     * @param decision empty while nobody decided
     */
    record Application(
            UUID id,
            UUID userId,
            Optional<Long> proposalCents,
            List<String> certifications,
            String status,
            Optional<String> decision,
            Instant submittedAt) {}
}
