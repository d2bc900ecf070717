package dev.millrace.launcher.population;

import dev.millrace.launcher.population.Project.Application;
import dev.millrace.launcher.population.Project.Budget;
import dev.millrace.launcher.population.Vocabulary.Place;
import dev.millrace.launcher.rows.RowBatch;
import dev.millrace.launcher.rows.Rows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Writes projects, applications, and the model that their match scores name. */
final class ProjectLoad {

    /** The weights of the parts of a match score. */
    private static final String MATCHING_WEIGHTS =
            """
            {"weights":{"skills":0.40,"certifications":0.20,"experience":0.15,\
            "location":0.15,"budget":0.10}}\
            """;

    private ProjectLoad() {}

    /** A production model of type matching, unless the database has one. */
    static void writeMatchingModel(Connection connection, PopulationPlan plan) throws SQLException {
        Rows.write(
                connection,
                """
                insert into analytics.ai_models
                  (id, name, version, model_type, config, is_active, is_production, created_at,
                   updated_at)
                select ?::uuid, 'member-matching', '1.0', 'matching', ?::jsonb, true, true,
                       ?::timestamptz, ?::timestamptz
                where not exists (
                  select from analytics.ai_models where model_type = 'matching' and is_production)
                """,
                plan.groups().matchingModel(),
                MATCHING_WEIGHTS,
                plan.now(),
                plan.now());
    }

    static void write(TableLoad load, List<Project> projects) throws SQLException {
        try (RowBatch rows =
                load.into(
                        "projects.projects",
                        "id, title, description, category, budget_min_cents, budget_max_cents, "
                                + "location, latitude, longitude, deadline_date, skills_required, "
                                + "certifications_required, experience_required_years, status, "
                                + "max_applications, organization, created_by, published_at, "
                                + "created_at, updated_at")) {
            for (Project project : projects) {
                rows.add(
                        project.id(),
                        project.title(),
                        "Work on site for " + project.organization() + ".",
                        project.category(),
                        project.budget().map(Budget::minCents).orElse(null),
                        project.budget().map(Budget::maxCents).orElse(null),
                        project.place().map(Place::town).orElse(null),
                        project.place().map(Place::latitudeColumn).orElse(null),
                        project.place().map(Place::longitudeColumn).orElse(null),
                        project.createdAt().plusSeconds(400 * 86_400L),
                        project.skills(),
                        project.certifications(),
                        project.years(),
                        project.status(),
                        project.applicationsMax() > 0 ? project.applicationsMax() : null,
                        project.organization(),
                        project.ownerId(),
                        project.status().equals("draft") ? null : project.createdAt(),
                        project.createdAt(),
                        project.createdAt());
            }
        }
        applications(load, projects);
    }

    private static void applications(TableLoad load, List<Project> projects) throws SQLException {
        try (RowBatch rows =
                load.into(
                        "projects.applications",
                        "id, project_id, user_id, proposal, experience_description, "
                                + "timeline_description, budget_proposal_cents, "
                                + "certifications_provided, status, decision, decision_at, "
                                + "submitted_at, created_at, updated_at")) {
            for (Project project : projects) {
                for (Application application : project.applications()) {
                    rows.add(
                            application.id(),
                            project.id(),
                            application.userId(),
                            "We have done this kind of work before.",
                            "References on request.",
                            "Ready to start within the month.",
                            application.proposalCents().orElse(null),
                            application.certifications(),
                            application.status(),
                            application.decision().orElse(null),
                            application.decision().isPresent() ? application.submittedAt() : null,
                            application.submittedAt(),
                            application.submittedAt(),
                            application.submittedAt());
                }
            }
        }
    }
}
