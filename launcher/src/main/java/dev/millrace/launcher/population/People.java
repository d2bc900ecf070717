package dev.millrace.launcher.population;

import dev.millrace.launcher.chance.Chance;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Makes people: who they are, what they can do, where they live. */
public final class People {

    private static final Duration OLDEST_ACCOUNT = Duration.ofDays(720);
    private static final List<String> MEMBER_TYPES =
            List.of("regular", "associate", "affiliate", "corporate", "student", "honorary");
    private static final List<String> STATUSES = List.of("active", "inactive", "suspended");

    private final Names names;
    private final Chance chance;

    public People(Names names, Chance chance) {
        this.names = names;
        this.chance = chance;
    }

    /** So many people whose accounts were opened before now, more and more of them lately. */
    List<Person> of(int count, Instant now) {
        return IntStream.range(0, count)
                .mapToObj(number -> {
                    double age = 1 - Math.sqrt(chance.unit());
                    long seconds = (long) (age * OLDEST_ACCOUNT.toSeconds()) + 3_600;
                    return person("p" + number, now.minusSeconds(seconds));
                })
                .toList();
    }

    /**
     * One person.
     *
     * @param distinction makes the e-mail address unlike all others; letters and digits
     */
    public Person person(String distinction, Instant createdAt) {
        String first = names.firstName(chance);
        String last = names.lastName(chance);
        return new Person(
                chance.uuid(),
                "%s.%s.%s@example.org".formatted(plain(first), plain(last), distinction),
                first,
                last,
                "+1%d%09d".formatted(chance.between(2, 9), chance.below(1_000_000_000)),
                STATUSES.get(chance.weighted(0.95, 0.04, 0.01)),
                MEMBER_TYPES.get(chance.weighted(0.6, 0.12, 0.08, 0.1, 0.09, 0.01)),
                chance.happens(0.85) ? "en" : "es",
                names.occupation(chance),
                names.company(chance),
                Vocabulary.skills(chance, skillCount()),
                Vocabulary.certifications(chance, chance.weighted(0.35, 0.3, 0.2, 0.1, 0.05)),
                Math.min(45, (int) chance.lognormal(6, 0.8)),
                Vocabulary.placeIfTold(chance),
                createdAt);
    }

    private int skillCount() {
        return Math.clamp(Math.round(chance.lognormal(3.5, 0.5)), 0, 12);
    }

    private static String plain(String name) {
        String letters =
                Normalizer.normalize(name, Normalizer.Form.NFD)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z]", "");
        return letters.isEmpty() ? "member" : letters;
    }
}
