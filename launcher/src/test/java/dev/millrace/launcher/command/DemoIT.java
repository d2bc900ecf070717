package dev.millrace.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.launcher.testing.MillraceProcess;
import dev.millrace.launcher.testing.RunningProgram;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job, as a stranger runs it. */
class DemoIT {

    private static final Duration START = Duration.ofMinutes(4);
    private static final boolean LONG = Boolean.getBoolean("millrace.test.long");

    @TempDir private Path folder;

    @Test
    void killsInTheMiddleOfTrafficLeaveNoDifference() {
        int kills = LONG ? 10 : 1;
        for (int kill = 1; kill <= kills; kill++) {
            try (MillraceProcess demo =
                    MillraceProcess.start(folder, "demo", "--duration", "600", "--rate", "150")) {
                demo.awaitLine("traffic runs", START);
                // Anywhere in the first seconds of traffic: after one of the first few reports.
                int reports = ThreadLocalRandom.current().nextInt(1, 4);
                demo.awaitLines("| application", reports, START);
                demo.killHard();
            }
        }

        try (MillraceProcess verify = MillraceProcess.start(folder, "verify")) {
            int exit = verify.awaitExit(Duration.ofMinutes(6));

            assertThat(verify.output()).contains("0 differences");
            assertThat(exit).as(verify.output()).isZero();
        }
    }

    /** The demo brings another model than the rows in the folder were scored with. */
    @Test
    void aTerminatedProgramEndsWithinTenSecondsAndADemoGoesOnWithoutADifference()
            throws SQLException {
        try (MillraceProcess up =
                MillraceProcess.startTimed(folder, "up", "--set", "search.enabled=true")) {
            up.awaitLine("Millrace runs", START);
            scoreWithoutAModel();

            up.terminate();

            assertThat(up.awaitExit(Duration.ofSeconds(10))).as(up.output()).isZero();
        }
        try (MillraceProcess demo =
                MillraceProcess.start(
                        folder, "demo", "--duration", "8", "--set", "search.enabled=true")) {
            int exit = demo.awaitExit(Duration.ofMinutes(6));

            assertThat(demo.output())
                    .contains("match_scores has rows of another model")
                    .contains("course_progress", "course_statistics")
                    .contains("practitioner_stats", "match_scores")
                    .contains("search courses")
                    .containsPattern("search:practitioners +[1-9][0-9,]* +0\\R")
                    .contains("0 differences");
            assertThat(exit).as(demo.output()).isZero();
        }
    }

    private void scoreWithoutAModel() throws SQLException {
        try (Connection connection = RunningProgram.in(folder).connect("owner");
                Statement statement = connection.createStatement()) {
            statement.execute(
                    """
                    insert into identity.users (id, email, display_name)
                    values ('00000000-0000-4000-8000-000000000001', 'first@example.org', 'First');
                    insert into identity.user_profiles (user_id, skills)
                    values ('00000000-0000-4000-8000-000000000001', '{welding}');
                    insert into projects.projects
                        (id, title, description, category, status, skills_required)
                    values ('00000000-0000-4000-8000-000000000002', 'A gate', 'Of iron', 'other',
                        'published', '{welding,forging}');
                    insert into projects.applications (project_id, user_id, proposal,
                        experience_description, timeline_description)
                    values ('00000000-0000-4000-8000-000000000002',
                        '00000000-0000-4000-8000-000000000001', 'p', 'e', 't')
                    """);
            await().atMost(START)
                    .until(() -> {
                        try (ResultSet row =
                                statement.executeQuery(
                                        """
                                        select exists (select from derived.match_scores
                                                where model_version = 'default')
                                            and exists (select from derived.member_matches)
                                        """)) {
                            return row.next() && row.getBoolean(1);
                        }
                    });
        }
    }
}
