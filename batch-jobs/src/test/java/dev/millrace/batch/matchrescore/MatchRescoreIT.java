package dev.millrace.batch.matchrescore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.batch.fixture.BatchDatabase;
import dev.millrace.batch.fixture.RecordingStores;
import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.launch.Outcome;
import dev.millrace.batch.launch.RunReport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** B13 beside stores whose differences the test says; the launcher's test has real ones. */
class MatchRescoreIT {

    private final BatchDatabase database = BatchDatabase.migrated();

    @Test
    void onlyAStoreThatDiffersIsBuiltAnew() {
        RecordingStores stores = new RecordingStores().differing("match_scores", 12);

        RunReport report = run(stores);

        assertThat(report.outcome()).as(report.toString()).contains(Outcome.COMPLETED);
        assertThat(report.rowsDone()).isEqualTo(12);
        assertThat(stores.asked())
                .containsExactly(
                        "compare match_scores",
                        "rebuild match_scores",
                        "compare match_scores",
                        "compare member_matches");
    }

    @Test
    void aStoreThatStillDiffersFailsTheJobByName() {
        RunReport report = run(new RecordingStores().unmendable("match_scores", 2));

        assertThat(report.outcome()).contains(Outcome.FAILED);
        assertThat(report.toString()).contains("match_scores", "after it was built anew");
    }

    private RunReport run(RecordingStores stores) {
        try (BatchOperations operations =
                database.operations(List.of(new MatchRescore(stores)), new SimpleMeterRegistry())) {
            return operations.run("match-rescore", Map.of(), "test");
        }
    }
}
