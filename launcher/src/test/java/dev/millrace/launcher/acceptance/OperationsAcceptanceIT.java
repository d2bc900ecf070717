package dev.millrace.launcher.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Jobs around the running program: models, people, backups, health. */
@ExtendWith(SharedProgram.class)
class OperationsAcceptanceIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Sql sql;
    private final Fixtures fixtures;

    OperationsAcceptanceIT(Sql sql) {
        this.sql = sql;
        this.fixtures = new Fixtures(sql);
    }

    // B13
    @Test
    void anotherModelScoresAnewThroughThePipeline() throws SQLException {
        UUID user = fixtures.user();
        UUID project = UUID.randomUUID();
        sql.app(
                """
                insert into identity.user_profiles (user_id, skills, years_experience)
                values ('%2$s', '{a}', 5);
                insert into projects.projects (id, title, description, category, status,
                    skills_required, experience_required_years)
                values ('%1$s', 'P', 'D', 'other', 'published', '{a,b}', 5);
                insert into projects.applications (project_id, user_id, proposal,
                    experience_description, timeline_description)
                values ('%1$s', '%2$s', 'p', 'e', 't')
                """
                        .formatted(project, user));
        String condition = "project_id = '%s'".formatted(project);
        String score = "select score from derived.match_scores where " + condition;
        // (0.40 x 0.5 + 0.15 x 1) / 0.55
        sql.eventually("63.64", score);
        sql.app(
                """
                insert into analytics.ai_models (name, version, model_type, config, is_active,
                    is_production)
                values ('acceptance', '%s', 'matching', '{"weights": {"skills": 0.15}}', true, true)
                """
                        .formatted(UUID.randomUUID()));
        try {
            // Nobody runs the job by hand: the change makes it due.
            // (0.15 x 0.5 + 0.15 x 1) / 0.30
            sql.eventually("75.00", score);
            sql.eventuallyAsOracle("match_scores", condition);
            awaitRescored();
            assertThat(sql.command("jobs", "run", "match-rescore", "--json"))
                    .contains("\"state\" : \"completed\"", "\"rows_done\" : 0,");
        } finally {
            sql.app("update analytics.ai_models set is_production = false");
        }
        sql.eventually("63.64", score);
        awaitRescored();
    }

    /** The run that the schedule has begun last is through. */
    private void awaitRescored() {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> lastRescore().matches(".*completed.* schedule *"));
    }

    private String lastRescore() {
        return sql.command("jobs", "history", "match-rescore")
                .lines()
                .filter(line -> line.contains("match-rescore"))
                .findFirst()
                .orElse("");
    }

    // K34
    @Test
    void anErasedPersonIsGoneFromWhatIsDerivedAndTotalsStay() throws SQLException {
        UUID user = fixtures.user();
        Fixtures.Course course = fixtures.course(1);
        fixtures.enroll(user, course);
        String enrolled =
                "select enrollment_count from derived.course_statistics where course_id = '%s'"
                        .formatted(course.id());
        String engaged =
                "select count(*) from derived.user_engagement where user_id = '%s'".formatted(user);
        sql.eventually("1", enrolled);
        sql.eventually("1", engaged);
        sql.app(
                "insert into ops.erasure_requests (user_id, kind) values ('%s', 'export'), ('%s', 'erase')"
                        .formatted(user, user));

        String said = sql.command("jobs", "run", "person-requests", "--json");

        assertThat(said).contains("\"rows_done\" : 2,");
        sql.eventually("0", engaged);
        sql.eventually("1", enrolled);
        sql.eventuallyAsOracle("course_statistics", "course_id = '%s'".formatted(course.id()));
        assertThat(
                        sql.value(
                                "select display_name, status from identity.users where id = '%s'"
                                        .formatted(user)))
                .isEqualTo("Erased|deleted");
    }

    // E29, G15
    @Test
    void aBackupOfTheRunningProgramCanBeRestored() {
        assertThat(sql.command("jobs", "run", "backup", "--json"))
                .contains("\"state\" : \"completed\"");
        assertThat(sql.command("jobs", "run", "backup-check", "--json"))
                .contains("\"state\" : \"completed\"");
    }

    // N25, E28, K32
    @Test
    void healthCheckShowsTheFiguresOfTheDatabase() {
        assertThat(sql.command("jobs", "run", "health-check", "--dry-run"))
                .contains("database: ", "slot millrace: read", "table ", "index ", "statement");
        assertThat(sql.command("jobs", "run", "health-check", "--json"))
                .contains("\"state\" : \"completed\"");
    }

    @Test
    void payoutsKeepToBusinessDays() {
        assertThat(sql.command("jobs", "next", "--json"))
                .containsPattern(
                        "\"job\" : \"practitioner-payouts\",\\s+\"cron\" : \"0 5 \\* \\* 1\",\\s+\"zone\" : \"UTC\",\\s+\"calendar\" : \"business\"");
        assertThat(sql.command("jobs", "holidays", "--add", "2031-12-25", "--name", "Christmas"))
                .containsPattern("2031-12-25 +Christmas");
        assertThat(sql.command("jobs", "holidays", "--remove", "2031-12-25"))
                .doesNotContain("Christmas");
    }
}
