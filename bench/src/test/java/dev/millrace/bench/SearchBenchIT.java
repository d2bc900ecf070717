package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.bench.search.IndexerResult;
import dev.millrace.bench.search.SearchBench;
import dev.millrace.bench.search.SearchBenchSettings;
import dev.millrace.bench.search.SearchReport;
import dev.millrace.bench.search.indexer.IndexerKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The benchmark measures, judges and prints; of speed this says nothing. The everyday run has few
 * children and little patience with the naive indexer, the long one is {@code --quick} as it is.
 */
class SearchBenchIT {

    /** What runs for seconds is ready sooner if little of it is compiled. */
    static final List<String> LITTLE_COMPILED = List.of("-XX:TieredStopAtLevel=1");

    private static final boolean LONG = Boolean.getBoolean("millrace.test.long");

    @TempDir private Path folder;

    @Test
    void quickRunFindsOursRightAndTheNaiveOneWrong() throws InterruptedException {
        List<String> said = new ArrayList<>();
        SearchBenchSettings settings = LONG ? SearchBenchSettings.quick(folder) : small();

        SearchReport report = new SearchBench(settings, said::add).run();

        assertThat(report.bulks()).hasSize(1);
        assertThat(report.results())
                .extracting(IndexerResult::kind)
                .containsExactly(IndexerKind.OURS, IndexerKind.NAIVE);
        IndexerResult ours = report.results().get(0);
        assertThat(ours.failure()).isEmpty();
        assertThat(ours.built())
                .hasSize(4)
                .allSatisfy(index -> assertThat(index.documents()).isPositive());
        assertThat(IndexerResult.wrong(ours.built())).as(said.toString()).isZero();
        assertThat(IndexerResult.wrong(ours.verdict())).as(said.toString()).isZero();
        assertThat(ours.fromTopics()).isPresent();
        assertThat(ours.steady().orElseThrow().unseen()).isZero();
        // A popular parent holds up no other document of its index.
        assertThat(ours.fanOut().orElseThrow().children()).isEqualTo(settings.children());
        assertThat(ours.fanOut().orElseThrow().givenUp()).isZero();
        assertThat(ours.fanOut().orElseThrow().others().quantileMillis(1)).isLessThan(15_000);

        // Built right, since nobody writes then; a name and a derived value never reach it later.
        IndexerResult naive = report.results().get(1);
        assertThat(naive.failure()).isEmpty();
        assertThat(IndexerResult.wrong(naive.built())).as(said.toString()).isZero();
        assertThat(IndexerResult.wrong(naive.verdict())).isPositive();
        assertThat(naive.steady().orElseThrow().unseen()).isPositive();
        assertThat(naive.fanOut().orElseThrow().givenUp()).isEqualTo(1);

        List<String> lines = report.lines("./millrace bench search --quick");
        assertThat(lines).contains("`./millrace bench search --quick`");
        assertThat(lines).anyMatch(line -> line.startsWith("| first build, of the bare bulk rate"));
        assertThat(lines).anyMatch(line -> line.endsWith("WRONG   |"));
    }

    private SearchBenchSettings small() {
        return new SearchBenchSettings(
                folder,
                List.of(IndexerKind.values()),
                0.002,
                200,
                Duration.ofSeconds(2),
                50,
                1,
                Duration.ofSeconds(6),
                Duration.ofMinutes(3),
                0,
                LITTLE_COMPILED);
    }
}
