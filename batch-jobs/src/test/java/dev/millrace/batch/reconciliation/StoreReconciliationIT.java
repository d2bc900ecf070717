package dev.millrace.batch.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.batch.fixture.BatchDatabase;
import dev.millrace.batch.fixture.RecordingStores;
import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.launch.Outcome;
import dev.millrace.batch.launch.RunReport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the jobs make of differences; that they are found and mended, E14 shows on the program. */
class StoreReconciliationIT {

    private final RecordingStores stores = new RecordingStores();

    private BatchDatabase database;
    private BatchOperations operations;

    @BeforeEach
    void open() {
        database = BatchDatabase.migrated();
        operations = database.operations(database.jobs(stores), new SimpleMeterRegistry());
    }

    @AfterEach
    void close() {
        operations.close();
    }

    @Test
    void mendedDifferencesAreCountedAndNoted() {
        stores.differing("course_statistics", 3);

        RunReport report = run("reconcile-course-statistics");

        assertThat(report.outcome()).contains(Outcome.COMPLETED);
        assertThat(report.rowsDone()).isEqualTo(3);
        assertThat(stores.asked())
                .containsExactly("mend course_progress", "mend course_statistics");
        assertThat(notes())
                .containsExactly(
                        "reconcile-course-statistics: course_statistics: 3 of 100 rows differed,"
                                + " 0 of them still do, 0 changed too often to say; for example {id=1}");
        assertThat(run("reconcile-course-statistics").rowsDone()).isZero();
        assertThat(notes()).hasSize(1);
    }

    @Test
    void whatCannotBeMendedFailsAfterTheLastStore() {
        stores.unmendable("course_progress", 2).differing("course_statistics", 1);

        RunReport report = run("reconcile-course-statistics");

        assertThat(report.outcome()).contains(Outcome.FAILED);
        assertThat(report.message().orElseThrow())
                .contains("course_progress: 2 of 100 rows differed, 2 of them still do")
                .contains("rebuild course_progress")
                .doesNotContain("course_statistics");
        assertThat(report.rowsDone()).isEqualTo(3);
    }

    @Test
    void otherStoresAreComparedAndNotTouched() {
        stores.differing("review_counts", 1);

        RunReport report = run("derived-reconcile");

        assertThat(report.outcome()).contains(Outcome.FAILED);
        assertThat(report.message().orElseThrow()).contains("verify --repair review_counts");
        assertThat(stores.asked())
                .containsExactly("compare practitioner_stats", "compare review_counts");
    }

    private RunReport run(String job) {
        return operations.run(job, Map.of(), "test");
    }

    private List<String> notes() {
        return database.sql()
                .sql("select operation || ': ' || message from ops.system_logs order by logged_at")
                .query(String.class)
                .list();
    }
}
