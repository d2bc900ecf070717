package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.millrace.bench.batch.BatchBench;
import dev.millrace.bench.batch.BatchBenchSettings;
import dev.millrace.bench.batch.BatchReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark does what it says and prints what it counted; of speed this says nothing. */
class BatchBenchIT {

    @TempDir private Path folder;

    @Test
    void smallRunMeasuresEveryPart() throws InterruptedException {
        List<String> said = new ArrayList<>();

        BatchReport report =
                new BatchBench(
                                new BatchBenchSettings(folder, 0.002, 2, Optional.empty()),
                                said::add)
                        .run();

        assertThat(said).contains("loading 2,000 payments", "erasing one person");
        assertThat(report.payouts())
                .extracting(BatchReport.Figure::what)
                .containsExactly("`practitioner-payouts`", "one statement");
        assertThat(report.archival())
                .extracting(archival -> archival.figure().what())
                .containsExactly("`retention`", "deletes of 10,000");
        assertThat(report.archival()).allMatch(archival -> archival.writes() > 0);
        // Each booking with its participant, in both forms.
        assertThat(report.exports())
                .extracting(BatchReport.Figure::rows)
                .containsExactly(4_000L, 4_000L);
        assertThat(report.erasure()).isPositive();
        assertThat(report.launches()).hasSize(2);
        assertThat(report.lines("./millrace bench batch --scale 0.002"))
                .contains("`./millrace bench batch --scale 0.002`", "## Payouts")
                .anyMatch(line -> line.startsWith("| `archive-export` | 4,000 |"));
    }

    @Test
    void aFolderWithoutTheExtensionIsRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BatchBenchSettings(folder, 1, 1, Optional.of(folder)))
                .withMessage(
                        "partman is %s, expected a folder with extension/pg_partman.control in it"
                                .formatted(folder));
    }
}
