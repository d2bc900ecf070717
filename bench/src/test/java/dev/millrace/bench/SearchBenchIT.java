package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.bench.search.IndexerResult;
import dev.millrace.bench.search.SearchBench;
import dev.millrace.bench.search.SearchBenchSettings;
import dev.millrace.bench.search.SearchReport;
import dev.millrace.bench.search.indexer.IndexerKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark measures, judges and prints; of speed this says nothing. */
class SearchBenchIT {

    @TempDir private Path folder;

    @Test
    void quickRunFindsOursRightAndTheNaiveOneWrong() throws InterruptedException {
        List<String> said = new ArrayList<>();

        SearchReport report = new SearchBench(SearchBenchSettings.quick(folder), said::add).run();

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
        assertThat(ours.fanOut().orElseThrow().children()).isEqualTo(5_000);
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
}
