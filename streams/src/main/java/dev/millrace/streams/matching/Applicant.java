package dev.millrace.streams.matching;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.schema.topics.Row;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a row of {@code identity.user_profiles} says of a person.
 *
 * @param skills comparable forms
 * @param certifications comparable forms of their names
 * @param years of experience, 0 when not given
 * @param position null when not given
 */
public record Applicant(
        List<String> skills, List<String> certifications, long years, @Nullable Position position) {

    /** A person without a profile. */
    public static final Applicant UNKNOWN = new Applicant(List.of(), List.of(), 0, null);

    public Applicant {
        skills = List.copyOf(skills);
        certifications = List.copyOf(certifications);
    }

    /** What the row says. */
    public static Applicant of(Row profile) {
        Long years = profile.integerOrNull("years_experience");
        return new Applicant(
                Terms.comparable(profile.texts("skills")),
                Terms.comparable(names(profile.tree("certifications"))),
                years == null ? 0 : years,
                Position.of(profile));
    }

    /** The names in an array of objects; what has no name, or is no such array, names nothing. */
    private static List<String> names(JsonNode certifications) {
        List<String> names = new ArrayList<>();
        if (certifications.isArray()) {
            for (JsonNode certification : certifications) {
                JsonNode name = certification.path("name");
                if (name.isNumber()) {
                    names.add(name.decimalValue().toPlainString());
                } else if (name.isValueNode() && !name.isNull()) {
                    names.add(name.asText());
                }
            }
        }
        return names;
    }
}
