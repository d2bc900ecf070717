package dev.millrace.launcher.population;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A practitioner with services, bookings and what clients said.
 *
 * @param quality what clients think on average, about 1 to 5
 */
record Practice(
        UUID id,
        UUID userId,
        String bio,
        int years,
        List<Field> fields,
        String verification,
        String status,
        double quality,
        Instant createdAt,
        List<Service> services,
        List<Booking> bookings) {

    /**
     * @param specialization index in {@link Vocabulary#SPECIALIZATIONS}
     */
    record Field(UUID id, int specialization) {}

    record Service(UUID id, String name, int minutes, long priceCents) {}

    /**
     * @param payment empty while unpaid
     * @param review empty when the client wrote none
     */
    record Booking(
            UUID id,
            UUID clientId,
            Service service,
            Instant scheduledAt,
            String sessionType,
            String status,
            Instant createdAt,
            Optional<Payment> payment,
            Optional<Review> review) {

        Instant endsAt() {
            return scheduledAt.plusSeconds(service.minutes() * 60L);
        }
    }

    /**
     * @param refundedCents 0 when nothing was given back
     */
    record Payment(UUID id, UUID refundId, long amountCents, long feeCents, long refundedCents) {}

    record Review(UUID id, int rating, String title, String status, Instant at, List<Vote> votes) {}

    record Vote(UUID id, UUID userId, boolean helpful) {}
}
