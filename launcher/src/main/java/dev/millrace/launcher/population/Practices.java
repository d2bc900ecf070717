package dev.millrace.launcher.population;

import dev.millrace.launcher.chance.Chance;
import dev.millrace.launcher.chance.Zipf;
import dev.millrace.launcher.population.Practice.Booking;
import dev.millrace.launcher.population.Practice.Field;
import dev.millrace.launcher.population.Practice.Payment;
import dev.millrace.launcher.population.Practice.Review;
import dev.millrace.launcher.population.Practice.Service;
import dev.millrace.launcher.population.Practice.Vote;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes practitioners with their bookings and reviews. Most clients go to a few of them. */
final class Practices {

    /** Bookings lie in monthly partitions, which go back a little more than a year. */
    private static final Duration OLDEST_BOOKING = Duration.ofDays(360);

    private static final int BOOKINGS_PER_PRACTITIONER = 28;
    private static final int FEE_PERCENT = 15;
    private static final List<String> OPINIONS =
            List.of("Not for me", "Could be better", "Fine", "Very good", "Life changing");

    private final Chance chance;

    Practices(Chance chance) {
        this.chance = chance;
    }

    List<Practice> of(int count, List<Person> people, Instant now) {
        List<Person> shuffled = chance.shuffled(people);
        List<Person> clients = shuffled.subList(count, shuffled.size());
        Zipf loyalty = new Zipf(clients.size(), 0.5);
        Zipf popularity = new Zipf(count, 0.9);
        int[] bookings = new int[count];
        for (int i = 0; i < count * BOOKINGS_PER_PRACTITIONER; i++) {
            bookings[popularity.draw(chance)]++;
        }
        return IntStream.range(0, count)
                .mapToObj(i -> practice(shuffled.get(i), bookings[i], clients, loyalty, now))
                .toList();
    }

    private Practice practice(
            Person person, int bookingCount, List<Person> clients, Zipf loyalty, Instant now) {
        double quality = Math.clamp(chance.gaussian(4.2, 0.5), 2.0, 4.9);
        List<Integer> all = IntStream.range(0, Vocabulary.SPECIALIZATIONS.size()).boxed().toList();
        List<Integer> fields = chance.someOf(all, chance.between(1, 3), new Zipf(all.size(), 0.6));
        List<Service> services =
                IntStream.range(0, chance.between(1, 4))
                        .mapToObj(i -> service(fields.get(i % fields.size()), i))
                        .toList();
        Zipf preferred = new Zipf(services.size(), 1);
        List<Booking> bookings =
                IntStream.range(0, bookingCount)
                        .mapToObj(i ->
                                booking(
                                        person.createdAt(),
                                        clients,
                                        loyalty,
                                        services.get(preferred.draw(chance)),
                                        quality,
                                        now))
                        .toList();
        return new Practice(
                chance.uuid(),
                person.id(),
                "%s in %s."
                        .formatted(
                                Vocabulary.SPECIALIZATIONS.get(fields.getFirst()),
                                person.place().map(Vocabulary.Place::town).orElse("online")),
                Math.min(40, (int) chance.lognormal(8, 0.6)),
                fields.stream().map(field -> new Field(chance.uuid(), field)).toList(),
                chance.happens(0.92) ? "verified" : "pending",
                chance.happens(0.95) ? "active" : "on_break",
                quality,
                person.createdAt(),
                services,
                bookings);
    }

    private Service service(int field, int number) {
        int minutes = chance.oneOf(List.of(30, 45, 60, 90));
        return new Service(
                chance.uuid(),
                Vocabulary.SPECIALIZATIONS.get(field) + ", form " + (number + 1),
                minutes,
                (long) minutes * chance.between(100, 260));
    }

    private Booking booking(
            Instant opened,
            List<Person> clients,
            Zipf loyalty,
            Service service,
            double quality,
            Instant now) {
        Person client = clients.get(loyalty.draw(chance));
        Instant earliest =
                Stream.of(client.createdAt(), opened, now.minus(OLDEST_BOOKING))
                        .max(Instant::compareTo)
                        .orElseThrow();
        Instant createdAt = chance.instantBetween(earliest, now.minusSeconds(900));
        Instant scheduledAt =
                createdAt.plusSeconds(3_600L * (1 + (long) chance.lognormal(120, 0.9)));
        boolean past = scheduledAt.plusSeconds(7_200).isBefore(now);
        String status =
                past
                        ? List.of("completed", "cancelled", "no_show")
                                .get(chance.weighted(0.8, 0.13, 0.07))
                        : List.of("confirmed", "pending", "cancelled")
                                .get(chance.weighted(0.6, 0.3, 0.1));
        boolean completed = status.equals("completed");
        return new Booking(
                chance.uuid(),
                client.id(),
                service,
                scheduledAt,
                Vocabulary.SESSION_TYPES.get(chance.weighted(0.5, 0.35, 0.1, 0.05)),
                status,
                createdAt,
                completed && chance.happens(0.7) ? Optional.of(payment(service)) : Optional.empty(),
                completed && chance.happens(0.45)
                        ? Optional.of(review(quality, scheduledAt, clients, loyalty, now))
                        : Optional.empty());
    }

    private Payment payment(Service service) {
        long amount = service.priceCents();
        long fee = amount * FEE_PERCENT / 100;
        long refunded = chance.happens(0.05) ? (chance.happens(0.5) ? amount : amount / 3) : 0;
        return new Payment(chance.uuid(), chance.uuid(), amount, fee, refunded);
    }

    private Review review(
            double quality, Instant session, List<Person> clients, Zipf loyalty, Instant now) {
        int rating = Math.clamp(Math.round(chance.gaussian(quality, 0.8)), 1, 5);
        int voters = chance.weighted(0.6, 0.2, 0.1, 0.1);
        return new Review(
                chance.uuid(),
                rating,
                OPINIONS.get(rating - 1),
                List.of("published", "hidden", "flagged", "draft")
                        .get(chance.weighted(0.92, 0.04, 0.02, 0.02)),
                chance.instantBetween(session.plusSeconds(7_200), now),
                chance.someOf(clients, voters, loyalty).stream()
                        .map(voter -> new Vote(chance.uuid(), voter.id(), chance.happens(0.8)))
                        .toList());
    }
}
