package dev.millrace.launcher.command;

import dev.millrace.launcher.pipeline.CopyRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Copies one table, or some of its rows. */
@Command(
        name = "snapshot",
        header = "Copies one table, or some of its rows, into its topic, beside the log.",
        description = {
            "",
            "No row that is copied overwrites a newer one. With --where only rows that match are"
                    + " copied and nothing is removed from the topic.",
            "A table or column that is captured for the first time is copied without being asked.",
            ""
        })
final class SnapshotCommand implements Callable<Integer> {

    @Mixin private CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "TABLE", description = "Which table, as schema.table.")
    private String table = "";

    @Option(
            names = "--where",
            paramLabel = "CONDITION",
            description = "SQL condition on the table's captured columns.")
    private @Nullable String condition;

    @Option(names = "--no-wait", description = "Only ask; do not follow the copy.")
    private boolean noWait;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        return CopyRun.follow(
                request(), common.settings("ingest"), spec.commandLine().getOut(), !noWait);
    }

    private CopyRequest request() {
        try {
            return new CopyRequest(List.of(table), Optional.ofNullable(condition));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
