package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.bench.derived.DerivedBench;
import dev.millrace.bench.derived.DerivedReport;
import dev.millrace.bench.derived.DerivedSettings;
import dev.millrace.bench.derived.SolutionResult;
import dev.millrace.bench.derived.check.Difference;
import dev.millrace.bench.derived.solution.SolutionKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark measures, judges and prints; of speed this says nothing. */
class DerivedBenchIT {

    private static final boolean LONG = Boolean.getBoolean("millrace.test.long");
    private static final int NICE = 3;

    @TempDir private Path folder;

    @Test
    void quickRunFindsOursRightAndTheTriggersWrong() throws InterruptedException {
        DerivedReport report = run(List.of(SolutionKind.OURS, SolutionKind.TRIGGERS));

        SolutionResult ours = report.results().get(0);
        assertThat(ours.failure()).isEmpty();
        assertThat(ours.build()).hasValueSatisfying(build -> assertThat(build.isDone()).isTrue());
        assertThat(ours.recovery())
                .hasValueSatisfying(recovery -> assertThat(recovery.fresh()).isTrue());
        assertThat(ours.verdict().orElseThrow().differences())
                .extracting(Difference::store)
                .containsExactlyInAnyOrder(
                        "course_progress",
                        "course_statistics",
                        "practitioner_stats",
                        "project_statistics",
                        "match_scores");
        assertThat(ours.verdict().orElseThrow().differences())
                .allSatisfy(difference -> {
                    assertThat(difference.total()).as(difference.store()).isZero();
                    assertThat(difference.rows()).as(difference.store()).isPositive();
                });
        assertThat(ours.freshness().orElseThrow().ofStores()).hasSize(4);

        // The triggers count lessons that are not published, and miss what is inserted completed.
        SolutionResult triggers = report.results().get(1);
        assertThat(triggers.failure()).isEmpty();
        assertThat(triggers.recovery()).isEmpty();
        assertThat(triggers.verdict().orElseThrow().differences())
                .filteredOn(difference -> difference.store().equals("course_progress"))
                .singleElement()
                .satisfies(difference -> assertThat(difference.different()).isPositive());
        assertThat(triggers.verdict().orElseThrow().differences())
                .filteredOn(difference -> difference.store().equals("course_statistics"))
                .singleElement()
                .satisfies(difference -> assertThat(difference.total()).isZero());

        List<String> lines = report.lines("./millrace bench derived --quick");
        assertThat(lines).contains("`./millrace bench derived --quick`");
        assertThat(lines).anyMatch(line -> line.endsWith("nice %d, the others 0".formatted(NICE)));
        assertThat(lines).anyMatch(line -> line.endsWith("WRONG   |"));
        assertThat(lines)
                .filteredOn(line -> line.contains("The same, as on two machines"))
                .hasSize(LONG ? 1 : 0);
    }

    // Needs the Flink job: mvn -Pfast,flink -pl bench-flink package.
    @Test
    @EnabledIfSystemProperty(named = "millrace.test.long", matches = "true")
    void quickRunMeasuresAndJudgesFlink() throws InterruptedException {
        DerivedReport report = run(List.of(SolutionKind.FLINK));

        SolutionResult flink = report.results().get(0);
        assertThat(flink.failure()).isEmpty();
        assertThat(flink.build()).hasValueSatisfying(build -> assertThat(build.isDone()).isTrue());
        assertThat(flink.recovery())
                .hasValueSatisfying(recovery -> assertThat(recovery.fresh()).isTrue());
        assertThat(flink.verdict().orElseThrow().differences())
                .hasSize(4)
                .allSatisfy(difference ->
                        assertThat(difference.rows()).as(difference.store()).isPositive());
    }

    private DerivedReport run(List<SolutionKind> solutions) throws InterruptedException {
        DerivedSettings quick = DerivedSettings.quick(folder);
        List<String> said = new ArrayList<>();
        return new DerivedBench(
                        new DerivedSettings(
                                folder,
                                solutions,
                                quick.scale(),
                                Duration.ofSeconds(2),
                                quick.rate(),
                                1,
                                quick.buildPatience(),
                                NICE,
                                LONG,
                                LONG,
                                SearchBenchIT.LITTLE_COMPILED),
                        said::add)
                .run();
    }
}
