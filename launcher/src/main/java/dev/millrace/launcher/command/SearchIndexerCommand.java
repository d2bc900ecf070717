package dev.millrace.launcher.command;

import dev.millrace.launcher.health.Duty;
import dev.millrace.launcher.settings.MillraceSettings;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs the role that fills the search indexes, against servers that already run. */
@Command(
        name = "search-indexer",
        header = "Runs only the role that fills the search indexes, until Ctrl-C or SIGTERM.",
        description = {
            "",
            "Start more instances to spread the partitions; each needs a --folder of its own.",
            "As of which commit an index is, the streams role finds out: give both the same"
                    + " search.url.",
            ""
        })
final class SearchIndexerCommand implements Callable<Integer> {

    @Mixin private CommonOptions common = new CommonOptions();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        MillraceSettings settings = common.settings("search-indexer");
        if (!settings.search().enabled()) {
            throw new PipelineException(
                    ErrorKind.SETTING_INVALID,
                    "there is no search: search.enabled is false, or the servers are your own and search.url is not set, expected http://HOST:PORT or https://HOST:PORT");
        }
        return RoleRun.untilStopped(
                Duty.SEARCH,
                settings,
                spec.commandLine().getOut(),
                pipeline -> {
                    if (pipeline.connections().search().isEmpty()) {
                        throw new PipelineException(
                                ErrorKind.SERVER_UNREACHABLE,
                                "no search server runs in folder %s: the program there was started with search.enabled = false"
                                        .formatted(settings.folder()));
                    }
                    pipeline.startSearch();
                });
    }
}
