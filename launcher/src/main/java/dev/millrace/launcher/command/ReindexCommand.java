package dev.millrace.launcher.command;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import dev.millrace.launcher.pipeline.Connections;
import dev.millrace.launcher.screen.Screen;
import dev.millrace.launcher.settings.MillraceSettings;
import dev.millrace.launcher.settings.MillraceSettings.Role;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.search.SearchIndex;
import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.search.connection.SearchConnection;
import dev.millrace.search.connection.SearchSettings;
import dev.millrace.search.reindex.Reindex;
import dev.millrace.search.reindex.Reindex.Exchanged;
import dev.millrace.search.verification.IndexVerification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Builds search indexes anew. */
@Command(
        name = "reindex",
        header = "Builds a search index anew beside the live one, compares it, and swaps.",
        description = {
            "",
            "A new index is filled from the topic of documents, with this program's mapping. When it"
                    + " has caught up it is compared with what SQL says, document by document, and"
                    + " only when nothing differs the alias changes, in one call: searches always"
                    + " find one index or the other.",
            "The index that was live is kept for the way back (--back) until the next swap, or until"
                    + " it is dropped (--drop). A run that was ended or killed is taken up by the"
                    + " next; --drop deletes what it had begun.",
            ""
        })
final class ReindexCommand implements Callable<Integer> {

    private static final int EXAMPLES = 5;

    @Mixin private CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "INDEX|all", description = "Which index.")
    private String name = "";

    @ArgGroup private @Nullable Instead instead;

    @Option(
            names = "--rate",
            paramLabel = "RECORDS",
            description =
                    "The most records a second that are written into the new index (default: no limit).")
    private @Nullable Integer recordsPerSecond;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description = "Longest time that the comparison takes (default: 120).")
    private int patienceSeconds;

    @Spec private CommandSpec spec;

    /** What to do instead of building. */
    private static final class Instead {

        @Option(names = "--back", description = "Swap with the index that was kept.")
        private boolean back;

        @Option(names = "--drop", description = "Delete the index that was kept, or begun.")
        private boolean drop;
    }

    @Override
    public Integer call() {
        List<SearchIndex> indexes = indexes();
        if (recordsPerSecond != null && recordsPerSecond < 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--rate is " + recordsPerSecond + ", expected at least 1 record a second");
        }
        MillraceSettings settings = common.settings("reindex");
        Connections connections =
                Connections.toRunning(settings).orElseThrow(() -> RoleRun.nothingRuns(settings));
        SearchSettings search =
                connections
                        .search()
                        .orElseThrow(() ->
                                new PipelineException(
                                        ErrorKind.SETTING_INVALID,
                                        "there is no search server: search.url is not set"));
        Screen screen = new Screen(spec.commandLine().getOut());
        StopSignal stop = StopSignal.listen();
        try (ElasticsearchClient client = SearchConnection.open(search)) {
            IndexVerification verification =
                    new IndexVerification(client, connections.as(Role.OPERATOR), EXAMPLES);
            for (SearchIndex index : indexes) {
                Reindex reindex =
                        new Reindex(
                                index,
                                client,
                                search,
                                connections.kafka(),
                                (alias, catchUp, patience) ->
                                        verification.compare(index, alias, catchUp, patience));
                int code = one(index, reindex, screen, stop);
                if (code != 0) {
                    return code;
                }
            }
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int one(SearchIndex index, Reindex reindex, Screen screen, StopSignal stop) {
        if (instead != null && instead.drop) {
            List<String> dropped = reindex.drop();
            screen.say(
                    index.name()
                            + ": "
                            + (dropped.isEmpty()
                                    ? "nothing to drop"
                                    : "dropped " + String.join(", ", dropped)));
            return 0;
        }
        Duration patience = Duration.ofSeconds(patienceSeconds);
        ReindexReports reports = new ReindexReports(index, screen);
        Optional<Exchanged> exchanged =
                instead != null && instead.back
                        ? Optional.of(reindex.back(patience))
                        : reindex.run(
                                recordsPerSecond == null ? 0 : recordsPerSecond,
                                patience,
                                progress -> {
                                    reports.accept(progress);
                                    return !stop.isRequested();
                                });
        screen.say(
                exchanged
                        .map(now ->
                                "%s: %s is live, %s is kept"
                                        .formatted(index.name(), now.live(), now.former()))
                        .orElse(
                                index.name()
                                        + ": ended; the next run goes on, --drop deletes what was begun"));
        return exchanged.isPresent() ? 0 : Failures.FAILED;
    }

    private List<SearchIndex> indexes() {
        try {
            return name.equals("all") ? SearchIndexes.all() : List.of(SearchIndexes.get(name));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
