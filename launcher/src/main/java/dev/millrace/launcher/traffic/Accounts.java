package dev.millrace.launcher.traffic;

import dev.millrace.launcher.chance.Chance;
import dev.millrace.launcher.population.Names;
import dev.millrace.launcher.population.People;
import dev.millrace.launcher.population.Person;
import dev.millrace.launcher.population.Vocabulary;
import dev.millrace.launcher.population.Vocabulary.Place;
import dev.millrace.launcher.traffic.Turn.Step;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** People come, and change what their profiles say. */
final class Accounts {

    private final Names names;

    Accounts(Names names) {
        this.names = names;
    }

    /** A person; one in eight writes the profile later. */
    boolean signUp(Turn turn) throws SQLException {
        UUID id = UUID.randomUUID();
        Person person =
                new People(names, turn.chance())
                        .person(Long.toHexString(id.getMostSignificantBits()), Instant.EPOCH);
        turn.write(
                """
                insert into identity.users
                  (id, email, display_name, first_name, last_name, phone, member_type, language)
                values (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                id,
                person.email(),
                person.displayName(),
                person.firstName(),
                person.lastName(),
                person.phone(),
                person.memberType(),
                person.language());
        if (!turn.chance().happens(0.125)) {
            turn.write(
                    """
                    insert into identity.user_profiles
                      (user_id, occupation, company, skills, certifications, years_experience,
                       latitude, longitude)
                    values (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                    id,
                    person.occupation(),
                    person.company(),
                    person.skills(),
                    person.certificationsColumn(),
                    person.years(),
                    person.place().map(Place::latitudeColumn).orElse(null),
                    person.place().map(Place::longitudeColumn).orElse(null));
        }
        turn.afterCommit(() -> turn.sample().people.add(id));
        return true;
    }

    boolean editSkills(Turn turn) throws SQLException {
        return onProfile(
                turn,
                person ->
                        turn.write(
                                        """
                                        insert into identity.user_profiles (user_id, skills)
                                        values (?, ?)
                                        on conflict (user_id) do update
                                        set skills = excluded.skills
                                        """,
                                        person,
                                        Vocabulary.skills(
                                                turn.chance(), turn.chance().between(0, 8)))
                                == 1);
    }

    boolean editExperience(Turn turn) throws SQLException {
        Chance chance = turn.chance();
        return onProfile(
                turn,
                person ->
                        turn.write(
                                        """
                                        insert into identity.user_profiles
                                          (user_id, years_experience, certifications)
                                        values (?, ?, ?)
                                        on conflict (user_id) do update
                                        set years_experience = excluded.years_experience,
                                            certifications = excluded.certifications
                                        """,
                                        person,
                                        chance.happens(0.05) ? null : chance.between(0, 30),
                                        Person.certificationsColumn(
                                                Vocabulary.certifications(
                                                        chance, chance.between(0, 4))))
                                == 1);
    }

    boolean move(Turn turn) throws SQLException {
        Optional<Place> place = Vocabulary.placeIfTold(turn.chance());
        return onProfile(
                turn,
                person ->
                        turn.write(
                                        """
                                        insert into identity.user_profiles
                                          (user_id, latitude, longitude) values (?, ?, ?)
                                        on conflict (user_id) do update
                                        set latitude = excluded.latitude,
                                            longitude = excluded.longitude
                                        """,
                                        person,
                                        place.map(Place::latitudeColumn).orElse(null),
                                        place.map(Place::longitudeColumn).orElse(null))
                                == 1);
    }

    /** Mostly somebody whose match scores hang on the profile. */
    private static boolean onProfile(Turn turn, Step<UUID> step) throws SQLException {
        return turn.chance().happens(0.7)
                ? turn.on(turn.sample().applications, applicant -> step.take(applicant.userId()))
                : turn.on(turn.sample().people, step);
    }
}
