package dev.millrace.batch.searchreindex;

import dev.millrace.batch.job.BatchJob;
import dev.millrace.batch.job.Chunk;
import dev.millrace.batch.job.JobDescription;
import dev.millrace.batch.job.JobRun;
import dev.millrace.batch.job.Parameter;
import dev.millrace.batch.job.Parameter.Kind;
import dev.millrace.batch.job.Work;
import dev.millrace.batch.job.WorkStep;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.search.SearchIndex;
import dev.millrace.schema.search.SearchIndexes;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * B22: has search indexes built anew beside the live ones, compared, and swapped. A run that was
 * ended goes on where it was.
 */
public final class SearchReindex implements BatchJob {

    private static final String INDEX = "index";
    private static final String ALL = "all";
    // Between two of them the job can be stopped, and says how far it is.
    private static final Duration CHUNK = Duration.ofSeconds(5);

    private final IndexBuilding building;

    /**
     * @param building builds them
     */
    public SearchReindex(IndexBuilding building) {
        this.building = building;
    }

    @Override
    public JobDescription description() {
        return new JobDescription(
                "B22",
                "search-reindex",
                "Builds search indexes anew beside the live ones, compares, and swaps.",
                Parameter.of(INDEX, Kind.NAME, ALL, "which index, such as courses; or all"));
    }

    @Override
    public List<WorkStep> steps(JobRun run) {
        return indexes(run).stream()
                .map(index ->
                        WorkStep.outsideOfTransactions(
                                index.name(), new Built(building, index, run.rowsPerSecond())))
                .toList();
    }

    @Override
    public List<String> plan(JobRun run, JdbcClient sql) {
        return indexes(run).stream()
                .map(index -> "build index " + index.name() + " anew, compare it, and swap")
                .toList();
    }

    private List<SearchIndex> indexes(JobRun run) {
        String name = run.text(INDEX).orElse(ALL);
        List<SearchIndex> chosen =
                SearchIndexes.all().stream()
                        .filter(index -> name.equals(ALL) || name.equals(index.name()))
                        .toList();
        if (chosen.isEmpty()) {
            throw run.refuse(
                    INDEX,
                    "all or one of "
                            + SearchIndexes.all().stream()
                                    .map(SearchIndex::name)
                                    .sorted()
                                    .collect(Collectors.joining(", ")));
        }
        if (!building.isEnabled()) {
            throw new PipelineException(
                    ErrorKind.SETTING_INVALID,
                    "search is not enabled, so there is no index to build anew:"
                            + " search.enabled is not true, or there is no search server");
        }
        return chosen;
    }

    /** An index, a few seconds of filling at a time. */
    private record Built(IndexBuilding building, SearchIndex index, int recordsPerSecond)
            implements Work {

        @Override
        public OptionalLong total(JdbcClient sql) {
            return OptionalLong.empty();
        }

        @Override
        public Chunk next(JdbcClient sql) {
            IndexBuilding.Step step = building.build(index, recordsPerSecond, CHUNK);
            return step.isLive() ? Chunk.last(step.records()) : Chunk.of(step.records());
        }
    }
}
