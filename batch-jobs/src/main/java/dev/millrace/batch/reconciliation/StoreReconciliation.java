package dev.millrace.batch.reconciliation;

import dev.millrace.batch.job.BatchJob;
import dev.millrace.batch.job.JobDescription;
import dev.millrace.batch.job.JobRun;
import dev.millrace.batch.job.WorkStep;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** B06 mends course statistics and progress; B21 reports differences of all other stores. */
public final class StoreReconciliation {

    private static final List<String> OF_COURSES = List.of("course_progress", "course_statistics");

    private StoreReconciliation() {}

    /** B06. */
    public static BatchJob ofCourses(DerivedStoreCheck check) {
        return new Job(
                new JobDescription(
                        "B06",
                        "reconcile-course-statistics",
                        "Compares course statistics and progress with their oracles, mends what differs."),
                check,
                true);
    }

    /** B21. */
    public static BatchJob ofOtherStores(DerivedStoreCheck check) {
        return new Job(
                new JobDescription(
                        "B21",
                        "derived-reconcile",
                        "Compares all other derived stores with their oracles, reports what differs."),
                check,
                false);
    }

    private record Job(JobDescription description, DerivedStoreCheck check, boolean isOfCourses)
            implements BatchJob {

        @Override
        public List<WorkStep> steps(JobRun run) {
            return List.of(
                    WorkStep.outsideOfTransactions(
                            "stores",
                            isOfCourses
                                    ? StoreComparisons.mending(check, run.job(), stores())
                                    : StoreComparisons.reporting(check, run.job(), stores())));
        }

        @Override
        public List<String> plan(JobRun run, JdbcClient sql) {
            // Comparing takes longer than a transaction may rest; ./millrace verify does that
            // alone.
            return stores().stream()
                    .map(store ->
                            "compare derived.%s with its oracle%s"
                                    .formatted(store, isOfCourses ? " and mend what differs" : ""))
                    .toList();
        }

        private List<String> stores() {
            return check.stores().stream()
                    .filter(store -> OF_COURSES.contains(store) == isOfCourses)
                    .toList();
        }
    }
}
