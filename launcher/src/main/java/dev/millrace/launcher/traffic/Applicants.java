package dev.millrace.launcher.traffic;

import dev.millrace.launcher.chance.Chance;
import dev.millrace.launcher.population.Vocabulary;
import dev.millrace.launcher.population.Vocabulary.Place;
import dev.millrace.launcher.traffic.Sample.Applicant;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/** People apply for work; owners decide and change what they ask for. */
final class Applicants {

    private static final String DELETE =
            "delete from projects.applications where project_id = ? and user_id = ? returning id";

    private Applicants() {}

    static boolean apply(Turn turn) throws SQLException {
        return turn.on(
                turn.sample().projects,
                project ->
                        turn.on(
                                turn.sample().people,
                                person -> {
                                    Applicant applicant = new Applicant(project, person);
                                    insert(turn, UUID.randomUUID(), applicant);
                                    turn.afterCommit(
                                            () -> turn.sample().applications.add(applicant));
                                    return true;
                                }));
    }

    /** Delete and insert under the same key in one transaction. */
    static boolean applyAgain(Turn turn) throws SQLException {
        return turn.onLive(
                turn.sample().applications,
                applicant -> {
                    Optional<UUID> id = remove(turn, applicant);
                    if (id.isPresent()) {
                        insert(turn, id.get(), applicant);
                    }
                    return id.isPresent();
                });
    }

    private static void insert(Turn turn, UUID id, Applicant applicant) throws SQLException {
        Chance chance = turn.chance();
        turn.write(
                """
                insert into projects.applications
                  (id, project_id, user_id, proposal, experience_description,
                   timeline_description, budget_proposal_cents, certifications_provided)
                values (?, ?, ?, 'We can do this.', 'Ten jobs alike.', 'From next month.', ?, ?)
                """,
                id,
                applicant.projectId(),
                applicant.userId(),
                chance.happens(0.8) ? Math.round(chance.lognormal(50_000, 1)) * 100 : null,
                Vocabulary.certifications(chance, chance.between(0, 2)));
    }

    static boolean decide(Turn turn) throws SQLException {
        boolean accepted = turn.chance().happens(0.3);
        return turn.onLive(
                turn.sample().applications,
                applicant ->
                        turn.write(
                                        """
                                        update projects.applications
                                        set status = ?, decision = ?, decision_at = now()
                                        where project_id = ? and user_id = ?
                                        """,
                                        accepted ? "accepted" : "rejected",
                                        accepted ? "approved" : "rejected",
                                        applicant.projectId(),
                                        applicant.userId())
                                == 1);
    }

    static boolean withdraw(Turn turn) throws SQLException {
        return turn.on(
                turn.sample().applications,
                applicant ->
                        turn.write(
                                        """
                                        update projects.applications set status = 'withdrawn'
                                        where project_id = ? and user_id = ?
                                          and status <> 'withdrawn'
                                        """,
                                        applicant.projectId(),
                                        applicant.userId())
                                == 1);
    }

    static boolean delete(Turn turn) throws SQLException {
        return turn.onLive(
                turn.sample().applications,
                applicant -> {
                    turn.afterCommit(() -> turn.sample().applications.remove(applicant));
                    return remove(turn, applicant).isPresent();
                });
    }

    private static Optional<UUID> remove(Turn turn, Applicant applicant) throws SQLException {
        return turn.first(DELETE, Sample::id, applicant.projectId(), applicant.userId());
    }

    static boolean editRequirements(Turn turn) throws SQLException {
        Chance chance = turn.chance();
        return turn.onLive(
                turn.sample().projects,
                project ->
                        turn.write(
                                        """
                                        update projects.projects
                                        set skills_required = ?, certifications_required = ?,
                                            experience_required_years = ?
                                        where id = ?
                                        """,
                                        Vocabulary.skills(chance, chance.between(0, 6)),
                                        Vocabulary.certifications(chance, chance.between(0, 3)),
                                        chance.between(0, 10),
                                        project)
                                == 1);
    }

    static boolean changeBudget(Turn turn) throws SQLException {
        Chance chance = turn.chance();
        boolean told = chance.happens(0.9);
        long min = Math.round(chance.lognormal(40_000, 1)) * 100;
        long max = min + min * chance.between(0, 90) / 100;
        return turn.onLive(
                turn.sample().projects,
                project ->
                        turn.write(
                                        """
                                        update projects.projects
                                        set budget_min_cents = ?, budget_max_cents = ?
                                        where id = ?
                                        """,
                                        told ? min : null,
                                        told ? max : null,
                                        project)
                                == 1);
    }

    static boolean moveProject(Turn turn) throws SQLException {
        Optional<Place> place = Vocabulary.placeIfTold(turn.chance());
        return turn.onLive(
                turn.sample().projects,
                project ->
                        turn.write(
                                        """
                                        update projects.projects
                                        set location = ?, latitude = ?, longitude = ?
                                        where id = ?
                                        """,
                                        place.map(Place::town).orElse(null),
                                        place.map(Place::latitudeColumn).orElse(null),
                                        place.map(Place::longitudeColumn).orElse(null),
                                        project)
                                == 1);
    }
}
