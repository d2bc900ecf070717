package dev.millrace.launcher.population;

import dev.millrace.launcher.population.Vocabulary.Place;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Somebody with an account.
 *
 * @param phone with country code, digits only after the plus
 * @param years years of experience
 * @param place empty when the profile does not say where the person is
 */
public record Person(
        UUID id,
        String email,
        String firstName,
        String lastName,
        String phone,
        String status,
        String memberType,
        String language,
        String occupation,
        String company,
        List<String> skills,
        List<String> certifications,
        int years,
        Optional<Place> place,
        Instant createdAt) {

    public Person {
        skills = List.copyOf(skills);
        certifications = List.copyOf(certifications);
    }

    public String displayName() {
        return firstName + " " + lastName;
    }

    /** The certifications as {@code identity.user_profiles.certifications} has them. */
    public String certificationsColumn() {
        return certificationsColumn(certifications);
    }

    /** Names of certifications as {@code identity.user_profiles.certifications} has them. */
    public static String certificationsColumn(List<String> names) {
        return names.stream()
                .map("{\"name\":\"%s\"}"::formatted)
                .collect(Collectors.joining(",", "[", "]"));
    }
}
