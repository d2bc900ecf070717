package dev.millrace.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.launcher.testing.MillraceProcess;
import java.nio.file.Path;
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
    void demoEndsWithoutADifference() {
        try (MillraceProcess demo =
                MillraceProcess.start(
                        folder, "demo", "--duration", "8", "--set", "search.enabled=true")) {
            int exit = demo.awaitExit(Duration.ofMinutes(6));

            assertThat(demo.output())
                    .contains("course_progress", "course_statistics")
                    .contains("practitioner_stats", "match_scores")
                    .contains("search courses")
                    .containsPattern("search:practitioners +[1-9][0-9,]* +0\\R")
                    .contains("0 differences");
            assertThat(exit).as(demo.output()).isZero();
        }
    }

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

    @Test
    void aTerminatedProgramEndsWithinTenSeconds() {
        try (MillraceProcess up = MillraceProcess.startTimed(folder, "up")) {
            up.awaitLine("Millrace runs", START);

            up.terminate();

            assertThat(up.awaitExit(Duration.ofSeconds(10))).as(up.output()).isZero();
        }
    }
}
