package dev.millrace.batch.searchreindex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.batch.fixture.BatchDatabase;
import dev.millrace.batch.fixture.RecordingIndexes;
import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.launch.Outcome;
import dev.millrace.batch.launch.RunReport;
import dev.millrace.schema.search.SearchIndex;
import dev.millrace.schema.search.SearchIndexes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** B22 beside indexes whose steps the test counts; the launcher's test has real ones. */
class SearchReindexIT {

    private final BatchDatabase database = BatchDatabase.migrated();

    @Test
    void oneIndexIsBuiltInSteps() {
        RecordingIndexes indexes = new RecordingIndexes(3);

        RunReport report = run(indexes, Map.of("index", "courses", "rows-per-second", "1000"));

        assertThat(report.outcome()).as(report.toString()).contains(Outcome.COMPLETED);
        assertThat(report.rowsDone()).isEqualTo(30);
        assertThat(indexes.asked())
                .containsExactly("courses at 1000", "courses at 1000", "courses at 1000");
    }

    @Test
    void allAreBuiltWhereNoneIsNamed() {
        RecordingIndexes indexes = new RecordingIndexes(1);

        assertThat(run(indexes, Map.of()).outcome()).contains(Outcome.COMPLETED);

        assertThat(indexes.asked())
                .containsExactlyElementsOf(
                        SearchIndexes.all().stream()
                                .map(SearchIndex::name)
                                .map(name -> name + " at 0")
                                .toList());
    }

    @Test
    void whatCannotBeBuiltIsRefusedWithAReason() {
        RecordingIndexes none = new RecordingIndexes();

        assertThatThrownBy(() -> run(none, Map.of()))
                .hasMessageContaining("search is not enabled, so there is no index to build anew");
        assertThatThrownBy(() -> run(new RecordingIndexes(1), Map.of("index", "cours")))
                .hasMessageContaining("parameter index of job search-reindex is 'cours', expected")
                .hasMessageContaining("all or one of content, courses, lessons");
        assertThatThrownBy(() -> run(new RecordingIndexes(1), Map.of("index", "Courses!")))
                .hasMessageContaining(
                        "expected a name of lower case letters, digits and any of . _ -");
        assertThat(database.sql().sql("select count(*) from batch.runs").query(Long.class).single())
                .isZero();
    }

    @Test
    void dryRunNamesTheIndexesAndBuildsNone() {
        RecordingIndexes indexes = new RecordingIndexes(1);

        List<String> lines =
                with(
                        indexes,
                        operations ->
                                operations.dryRun("search-reindex", Map.of("index", "lessons")));

        assertThat(lines).containsExactly("build index lessons anew, compare it, and swap");
        assertThat(indexes.asked()).isEmpty();
    }

    private RunReport run(RecordingIndexes indexes, Map<String, String> parameters) {
        return with(indexes, operations -> operations.run("search-reindex", parameters, "test"));
    }

    private <T> T with(RecordingIndexes indexes, Function<BatchOperations, T> question) {
        try (BatchOperations operations =
                database.operations(
                        List.of(new SearchReindex(indexes)), new SimpleMeterRegistry())) {
            return question.apply(operations);
        }
    }
}
