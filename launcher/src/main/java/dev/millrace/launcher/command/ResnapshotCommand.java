package dev.millrace.launcher.command;

import dev.millrace.launcher.pipeline.CopyRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Copies whole tables again. */
@Command(
        name = "resnapshot",
        header = "Copies tables into their topics again, beside the log.",
        description = {
            "",
            "Afterwards the topics hold exactly the rows of the tables: rows that were deleted while"
                    + " nobody looked are gone, and readers see no gap meanwhile.",
            "Without TABLE every captured table is copied, and ingest may make a new slot where the"
                    + " old one is lost or belongs to another history (SLOT_LOST,"
                    + " POSITION_BEHIND_SLOT, SOURCE_REPLACED).",
            "The copying is done by the running ingest, or by the next one that starts.",
            ""
        })
final class ResnapshotCommand implements Callable<Integer> {

    @Mixin private CommonOptions common = new CommonOptions();

    @Parameters(
            paramLabel = "TABLE",
            arity = "0..*",
            description = "Which tables, as schema.table (default: all).")
    private List<String> tables = new ArrayList<>();

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
            return new CopyRequest(tables, Optional.empty());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
