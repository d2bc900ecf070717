package dev.millrace.launcher.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DashboardTest {

    private static final List<Stage> STAGES =
            List.of(
                    new Stage("application", "writing", 12_000, 199.7, "-", "-"),
                    new Stage(
                            "course_progress", "running", 900, 7.25, "3 records", "180 / 410 ms"));

    @Test
    void pictureShowsStagesAndLeaders() {
        Leaders leaders =
                new Leaders(
                        List.of("4.90 (  12)  Knots"),
                        List.of("5.00 (   7)  Ada Bell, 31 sessions"),
                        List.of(" 74.44  Ada Bell for Bridge"));

        assertThat(Dashboard.lines("demo", STAGES, leaders))
                .containsExactly(
                        "demo",
                        "",
                        "stage            state     total  per second     behind     p50 / p95",
                        "application      writing  12,000         200          -             -",
                        "course_progress  running     900         7.3  3 records  180 / 410 ms",
                        "",
                        "best rated courses (ratings)                              best rated"
                                + " practitioners (reviews)",
                        "  4.90 (  12)  Knots                                        5.00 (   7)"
                                + "  Ada Bell, 31 sessions",
                        "",
                        "newest match scores",
                        "   74.44  Ada Bell for Bridge");
    }

    @Test
    void pictureShowsWhatASearchFinds() {
        Leaders leaders = new Leaders(List.of(), List.of(), List.of(" 74.44  Ada Bell for Bridge"));

        assertThat(
                        Dashboard.lines(
                                "demo",
                                STAGES,
                                leaders,
                                "search courses \"knots\" (ratings)",
                                List.of("4.90 (  12)  Knots")))
                .endsWith(
                        "newest match scores                                       search courses"
                                + " \"knots\" (ratings)",
                        "   74.44  Ada Bell for Bridge                               4.90 (  12)"
                                + "  Knots");
    }

    @Test
    void plainLineNamesWhatIsKnown() {
        assertThat(Dashboard.line("0:05", STAGES))
                .isEqualTo(
                        "0:05 | application 200/s | course_progress 7.3/s behind 3 records 180 /"
                                + " 410 ms");
    }
}
