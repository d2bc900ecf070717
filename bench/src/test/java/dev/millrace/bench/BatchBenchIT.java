package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.millrace.bench.batch.BatchBench;
import dev.millrace.bench.batch.BatchBenchPart;
import dev.millrace.bench.batch.BatchBenchSettings;
import dev.millrace.bench.batch.BatchReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark does what it says and prints what it counted; of speed this says nothing. */
class BatchBenchIT {

    private static final Set<BatchBenchPart> ALL = EnumSet.allOf(BatchBenchPart.class);

    @TempDir private Path folder;

    @Test
    void smallRunMeasuresEveryPart() throws InterruptedException {
        List<String> said = new ArrayList<>();

        BatchReport report =
                new BatchBench(
                                new BatchBenchSettings(folder, 0.002, 2, Optional.empty(), ALL),
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
        assertThat(report.erasure()).hasValueSatisfying(took -> assertThat(took).isPositive());
        assertThat(report.launches()).hasSize(2);
        assertThat(report.lines("./millrace bench batch --scale 0.002"))
                .contains("`./millrace bench batch --scale 0.002`", "## Payouts")
                .anyMatch(line -> line.startsWith("| `archive-export` | 4,000 |"));
    }

    @Test
    void partThatIsAskedForByItselfIsMeasuredAlone() throws InterruptedException {
        BatchReport report =
                new BatchBench(
                                new BatchBenchSettings(
                                        folder,
                                        0.0005,
                                        1,
                                        Optional.empty(),
                                        Set.of(BatchBenchPart.EXPORT)),
                                step -> {})
                        .run();

        assertThat(report.exports())
                .extracting(BatchReport.Figure::rows)
                .containsExactly(1_000L, 1_000L);
        assertThat(report.payouts()).isEmpty();
        assertThat(report.archival()).isEmpty();
        assertThat(report.erasure()).isEmpty();
        assertThat(report.lines("again"))
                .filteredOn(line -> line.startsWith("#"))
                .containsExactly("# Batch jobs, beside plain SQL", "## Export of that month");
    }

    @Test
    void aFolderWithoutTheExtensionIsRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BatchBenchSettings(folder, 1, 1, Optional.of(folder), ALL))
                .withMessage(
                        "partman is %s, expected a folder with extension/pg_partman.control in it"
                                .formatted(folder));
    }
}
