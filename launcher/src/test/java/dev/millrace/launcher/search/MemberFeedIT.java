package dev.millrace.launcher.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.search.query.SearchQueries;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The projects that a member is shown, and what a visitor is not. */
class MemberFeedIT {

    /** The feed of a member as SQL has it, and as the application asks for it otherwise. */
    private static final String FEED =
            """
            select p.title
            from projects.projects p
            left join derived.match_scores m on m.project_id = p.id and m.user_id = '%s'
            where p.status = 'published'
                and p.deleted_at is null
                and p.visibility in ('public', 'members_only')
                and (p.deadline_date is null or p.deadline_date > now())
                and p.skills_required && array['ropes']
            order by m.score desc nulls last, p.created_at desc
            limit 20
            """;

    private final SearchProgram program = SearchProgram.get();

    @Test
    void theFeedOfAMemberIsThatOfSqlAndAVisitorSeesNothingOfMembers() throws Exception {
        UUID member = UUID.randomUUID();
        program.app(
                """
                insert into identity.users (id, email, display_name)
                values ('%1$s', '%1$s@example.org', 'Member');
                insert into identity.user_profiles (user_id, skills, years_experience)
                values ('%1$s', '{ropes}', 5);
                insert into projects.projects
                    (title, description, category, status, skills_required, created_at,
                        experience_required_years, deadline_date, visibility)
                select 'Bridge ' || n, 'Work', 'supply', 'published', '{ropes}',
                    now() - n * interval '1 hour',
                    case n when 20 then 10 when 19 then 20 else 0 end,
                    case n when 0 then now() + interval '1 day' end,
                    case when n %% 2 = 0 then 'public' else 'members_only' end::projects.visibility
                from generate_series(0, 22) n;
                insert into projects.projects
                    (title, description, category, status, skills_required, deadline_date, visibility)
                values
                    ('Bridge too late', 'Work', 'supply', 'published', '{ropes}',
                        now() - interval '1 second', 'public'),
                    ('Bridge of others', 'Work', 'supply', 'published', '{welding}', null, 'public'),
                    ('Bridge draft', 'Work', 'supply', 'draft', '{ropes}', null, 'public'),
                    ('Bridge private', 'Work', 'supply', 'published', '{ropes}', null, 'private');
                insert into projects.applications
                    (project_id, user_id, proposal, experience_description, timeline_description)
                select id, '%1$s', 'Ours', 'Much', 'Soon'
                from projects.projects where title in ('Bridge 19', 'Bridge 20', 'Bridge 21')
                """
                        .formatted(member));
        program.awaitAsOfNow("match_scores");
        program.awaitAsOfNow("search:projects");
        program.client().indices().refresh(r -> r.index(SearchIndexes.PROJECTS.name()));

        List<String> expected = program.column(FEED.formatted(member));
        Map<UUID, BigDecimal> scores = new HashMap<>();
        for (String row :
                program.column(
                        "select project_id || ' ' || score from derived.match_scores where user_id = '%s'"
                                .formatted(member))) {
            String[] parts = row.split(" ", 2);
            scores.put(UUID.fromString(parts[0]), new BigDecimal(parts[1]));
        }
        SearchQueries queries = program.queries();

        assertThat(scores).hasSize(3);
        // All years asked for, half of them, a quarter.
        assertThat(expected.subList(0, 3)).containsExactly("Bridge 21", "Bridge 20", "Bridge 19");
        assertThat(
                        SearchProgram.titles(
                                queries.projectFeed("", Set.of("ropes"), scores, Instant.now())
                                        .hits()))
                .isEqualTo(expected);
        assertThat(
                        SearchProgram.titles(
                                queries.projectFeed(
                                                "bridge", Set.of("ropes"), scores, Instant.now())
                                        .hits()))
                .isEqualTo(expected);
        assertThat(SearchProgram.titles(queries.general("bridge", 50)))
                .contains("Bridge 0", "Bridge 22")
                .doesNotContain("Bridge 1", "Bridge 21", "Bridge private", "Bridge draft");
    }
}
