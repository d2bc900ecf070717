package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.bench.contestant.Contestant;
import dev.millrace.bench.identity.IdentityCost;
import dev.millrace.bench.throughput.ThroughputResult;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.capture.CapturedTable.ReplicaIdentity;
import dev.millrace.schema.capture.CapturedTables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark counts right and prints what it counted; of speed this says nothing. */
class IngestBenchIT {

    @TempDir private Path folder;

    @Test
    void quickRunCountsEveryChangeOfEveryContestant() throws InterruptedException {
        BenchSettings settings = BenchSettings.quick(folder);

        List<String> said = new ArrayList<>();
        IngestReport report = new IngestBench(settings, said::add).run();

        assertThat(said).contains("recorded 2,200 of 2,200 changes");
        assertThat(report.throughput())
                .extracting(ThroughputResult::contestant)
                .containsExactly(Contestant.values());
        assertThat(report.throughput())
                .filteredOn(result -> result.contestant().topic().isPresent())
                .allSatisfy(result -> assertThat(result.held()).isEqualTo(2_200));
        assertThat(report.throughput())
                .allSatisfy(result -> {
                    assertThat(result.changes()).isEqualTo(2_000);
                    assertThat(result.peakMegabytes()).isBetween(20L, 4_000L);
                });
        assertThat(report.latencies())
                .singleElement()
                .satisfies(result -> {
                    // 200 changes a second for 2 seconds; the last transaction may go beyond.
                    assertThat(result.ascendingMicros().length).isBetween(360, 440);
                    assertThat(result.quantileMillis(0)).isPositive();
                });
        assertThat(report.identityCosts())
                .extracting(IdentityCost::table)
                .containsExactlyElementsOf(tablesWithWholeRows());
        assertThat(report.identityCosts())
                .allSatisfy(cost ->
                        assertThat(cost.wholeRowBytes())
                                .as(cost.table())
                                .isGreaterThan(cost.keyOnlyBytes()));
        List<String> lines = report.lines("./millrace bench ingest --quick");
        assertThat(lines).contains("`./millrace bench ingest --quick`");
        for (Contestant contestant : Contestant.values()) {
            assertThat(lines).anyMatch(line -> line.startsWith("| " + contestant.title() + " "));
        }
    }

    private static List<String> tablesWithWholeRows() {
        return CapturedTables.all().stream()
                .filter(table -> table.identity() == ReplicaIdentity.FULL)
                .map(CapturedTable::qualifiedName)
                .toList();
    }
}
