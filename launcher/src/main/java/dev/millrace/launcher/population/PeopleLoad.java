package dev.millrace.launcher.population;

import dev.millrace.launcher.population.Vocabulary.Place;
import dev.millrace.launcher.rows.RowBatch;
import java.sql.SQLException;
import java.util.List;

/** Writes people. */
final class PeopleLoad {

    private PeopleLoad() {}

    static void write(TableLoad load, List<Person> people) throws SQLException {
        try (RowBatch users =
                load.into(
                        "identity.users",
                        "id, email, email_verified, email_verified_at, display_name, "
                                + "first_name, last_name, phone, status, member_type, member_since, "
                                + "timezone, language, created_at, updated_at")) {
            for (Person person : people) {
                users.add(
                        person.id(),
                        person.email(),
                        true,
                        person.createdAt(),
                        person.displayName(),
                        person.firstName(),
                        person.lastName(),
                        person.phone(),
                        person.status(),
                        person.memberType(),
                        person.createdAt(),
                        "America/Los_Angeles",
                        person.language(),
                        person.createdAt(),
                        person.createdAt());
            }
        }
        try (RowBatch profiles =
                load.into(
                        "identity.user_profiles",
                        "user_id, occupation, company, skills, certifications, "
                                + "years_experience, latitude, longitude, created_at, updated_at")) {
            for (Person person : people) {
                profiles.add(
                        person.id(),
                        person.occupation(),
                        person.company(),
                        person.skills(),
                        person.certificationsColumn(),
                        person.years(),
                        person.place().map(Place::latitudeColumn).orElse(null),
                        person.place().map(Place::longitudeColumn).orElse(null),
                        person.createdAt(),
                        person.createdAt());
            }
        }
    }
}
