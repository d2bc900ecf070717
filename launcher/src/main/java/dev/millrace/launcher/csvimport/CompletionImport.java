package dev.millrace.launcher.csvimport;

import dev.millrace.launcher.csvimport.ImportData.Completion;
import dev.millrace.launcher.csvimport.ImportData.Person;
import dev.millrace.launcher.rows.Rows;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Writes completions in the order of time, each with its enrollment and its progress in one
 * transaction: were the progress alone there, the pipeline would write an unrated completion.
 * People sign up just before their first enrollment.
 *
 * <p>The three rows go as one statement that commits by itself: one round trip a completion.
 */
final class CompletionImport {

    private static final BigDecimal RECOMMENDED_FROM = new BigDecimal(4);
    private static final Duration STUDY = Duration.ofHours(1);

    private static final String COMPLETE =
            """
            with enrolled as (
              insert into learning.enrollments
                (id, user_id, course_id, status, enrolled_at, completed_at, last_accessed_at,
                 created_at)
              values (?, ?, ?, 'completed', ?, ?, ?, ?)
              on conflict (user_id, course_id) do nothing),
            learned as (
              insert into learning.lesson_progress
                (user_id, lesson_id, status, progress_percentage, started_at, completed_at,
                 last_accessed_at, created_at)
              values (?, ?, 'completed', 100, ?, ?, ?, ?)
              on conflict (user_id, lesson_id) do nothing)
            insert into learning.course_completions
              (id, user_id, course_id, completed_at, rating, would_recommend, reviewed_at,
               created_at)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (user_id, course_id) do nothing
            """;

    private static final String SIGN_UP =
            """
            with signed_up as (
              insert into identity.users (id, email, display_name, created_at)
              values (?, ?, ?, ?)
              on conflict (id) do nothing
              returning id, created_at)
            insert into identity.user_profiles (user_id, created_at)
            select id, created_at from signed_up
            """;

    private final Connection connection;
    private final ImportKeys keys;
    private final Map<String, Person> people;
    private final Set<String> signedUp = new HashSet<>();
    private int peopleWritten;

    /**
     * @param connection commits each statement by itself
     */
    CompletionImport(Connection connection, ImportKeys keys, Map<String, Person> people) {
        this.connection = connection;
        this.keys = keys;
        this.people = people;
    }

    /** The members of a part that have a completion, by their place in it. */
    Set<Integer> alreadyThere(List<Completion> part) throws SQLException {
        return Set.copyOf(
                Rows.read(
                        connection,
                        """
                        select k.place - 1
                        from unnest(?::uuid[], ?::uuid[]) with ordinality as k (u, c, place)
                        join learning.course_completions x on x.user_id = k.u and x.course_id = k.c
                        """,
                        row -> row.getInt(1),
                        part.stream().map(one -> keys.person(one.person())).toList(),
                        part.stream().map(one -> keys.course(one.course())).toList()));
    }

    /** Writes one completion, and its person when this is the first one met. */
    void write(Completion completion) throws SQLException {
        if (signedUp.add(completion.person())) {
            signUp(completion.person(), completion.at().minus(STUDY));
        }
        UUID person = keys.person(completion.person());
        UUID course = keys.course(completion.course());
        Instant at = completion.at();
        Instant enrolledAt = at.minus(STUDY);
        Optional<BigDecimal> rating = completion.rating();
        Rows.write(
                connection,
                COMPLETE,
                keys.enrollment(completion.person(), completion.course()),
                person,
                course,
                enrolledAt,
                at,
                at,
                enrolledAt,
                person,
                keys.lesson(completion.course()),
                enrolledAt,
                at,
                at,
                enrolledAt,
                keys.completion(completion.person(), completion.course()),
                person,
                course,
                at,
                rating.map(given -> given.setScale(0, RoundingMode.CEILING)).orElse(null),
                rating.map(given -> given.compareTo(RECOMMENDED_FROM) >= 0).orElse(null),
                rating.isPresent() ? at : null,
                at);
    }

    private void signUp(String key, Instant at) throws SQLException {
        UUID id = keys.person(key);
        Optional<Person> told = Optional.ofNullable(people.get(key));
        String name = told.map(Person::displayName).orElse("Person " + key);
        peopleWritten +=
                Rows.write(
                        connection,
                        SIGN_UP,
                        id,
                        told.flatMap(Person::email).orElse(id + "@import.example"),
                        name.length() > 200 ? name.substring(0, 200) : name,
                        at);
    }

    /** How many people were not there before. */
    int peopleWritten() {
        return peopleWritten;
    }
}
