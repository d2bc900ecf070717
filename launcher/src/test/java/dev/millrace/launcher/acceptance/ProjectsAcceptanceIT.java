package dev.millrace.launcher.acceptance;

import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Projects, applications and the score between them. */
@ExtendWith(SharedProgram.class)
class ProjectsAcceptanceIT {

    // Best match first; what was not scored after it, newest first. No deadline is open for ever.
    private static final String FEED =
            """
            select p.title
            from projects.projects p
            left join derived.match_scores m on m.project_id = p.id and m.user_id = '%s'
            where p.status = 'published'
                and p.deleted_at is null
                and (p.deadline_date is null or p.deadline_date > now())
                and p.skills_required && array['%s']
            order by m.score desc nulls last, p.created_at desc
            limit 20
            """;

    private final Sql sql;
    private final Fixtures fixtures;

    ProjectsAcceptanceIT(Sql sql) {
        this.sql = sql;
        this.fixtures = new Fixtures(sql);
    }

    // N05, the feed
    @Test
    void theFeedOfAMemberIsByScoreThenNewestAndHasTwenty() throws SQLException {
        UUID member = fixtures.user();
        String skill = "skill " + UUID.randomUUID();
        sql.app(
                """
                insert into identity.user_profiles (user_id, skills, years_experience)
                values ('%1$s', array['%2$s'], 5);
                insert into projects.projects
                    (title, description, category, status, skills_required, created_at,
                        experience_required_years, deadline_date)
                select n, 'Work', 'supply', 'published', array['%2$s'], now() - n * interval '1 hour',
                    case n when 20 then 10 when 19 then 20 else 0 end,
                    case n when 0 then now() + interval '1 day' end
                from generate_series(0, 21) n;
                insert into projects.projects
                    (title, description, category, status, skills_required, deadline_date)
                values ('too late', 'Work', 'supply', 'published', array['%2$s'], now() - interval '1 day'),
                    ('other skill', 'Work', 'supply', 'published', array['other %2$s'], null),
                    ('draft', 'Work', 'supply', 'draft', array['%2$s'], null);
                insert into projects.applications
                    (project_id, user_id, proposal, experience_description, timeline_description)
                select id, '%1$s', 'Ours', 'Much', 'Soon'
                from projects.projects
                where skills_required && array['%2$s'] and title in ('19', '20', '21')
                """
                        .formatted(member, skill));

        // 100.00 with all years, 86.36 with half of them, 79.55 with a quarter; then by age.
        sql.eventually(
                "21\n20\n19\n0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16",
                FEED.formatted(member, skill));
    }

    // N07
    @Test
    void anApplicationTakesASlotAndItsWithdrawalGivesItBack() throws SQLException {
        UUID project = project("max_applications", "5");
        UUID user = fixtures.user();
        String statistics =
                """
                select application_count, remaining_slots
                from derived.project_statistics where project_id = '%s'
                """
                        .formatted(project);

        sql.app(application(project, user));

        sql.eventually("1|4", statistics);
        sql.refused("23505", application(project, user));

        sql.app(
                """
                update projects.applications set status = 'withdrawn'
                where project_id = '%s' and user_id = '%s'
                """
                        .formatted(project, user));

        sql.eventually("0|5", statistics);
    }

    // N08
    @Test
    void theScoreFollowsTheProposalAndTheSkills() throws SQLException {
        UUID user = fixtures.user();
        // 13 km north of the member: a degree of latitude has 111.195 km.
        UUID project =
                project(
                        "skills_required, certifications_required, experience_required_years,"
                                + " budget_max_cents, latitude, longitude",
                        "'{a,B,c,d}', '{OSHA10}', 5, 100000, 38.116912, -122");
        sql.app(
                """
                insert into identity.user_profiles
                    (user_id, skills, certifications, years_experience, latitude, longitude)
                values ('%s', '{A,b,x}', '[{"name": "osha10"}]', 4, 38, -122)
                """
                        .formatted(user));
        String score =
                """
                select match_score, model_version is not null
                from projects.applications_scored where project_id = '%s' and user_id = '%s'
                """
                        .formatted(project, user);

        sql.app(application(project, user));

        sql.eventually("74.44|t", score);

        sql.app(
                """
                update projects.applications set budget_proposal_cents = 125000
                where project_id = '%s' and user_id = '%s'
                """
                        .formatted(project, user));

        sql.eventually("74.50|t", score);

        sql.person(
                user,
                "update identity.user_profiles set skills = '{a,b,c,d}' where user_id = '%s'"
                        .formatted(user));

        // (40 + 20 + 0.8 x 15 + 15 + 0.75 x 10) of 100
        sql.eventually("94.50|t", score);
    }

    private UUID project(String columns, String values) throws SQLException {
        UUID project = UUID.randomUUID();
        sql.app(
                """
                insert into projects.projects (id, title, description, category, status, %s)
                values ('%s', 'Bridge', 'Repair', 'civil_infrastructure', 'published', %s)
                """
                        .formatted(columns, project, values));
        return project;
    }

    private static String application(UUID project, UUID user) {
        return """
        insert into projects.applications
            (project_id, user_id, proposal, experience_description, timeline_description)
        values ('%s', '%s', 'Ours', 'Much', 'Soon')
        """
                .formatted(project, user);
    }
}
