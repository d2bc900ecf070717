package dev.millrace.launcher.command;

import dev.millrace.launcher.pipeline.Pipeline;
import dev.millrace.launcher.screen.Screen;
import dev.millrace.launcher.settings.MillraceSettings;
import dev.millrace.schema.derived.DerivedStore;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Builds a store anew beside the running one. */
@Command(
        name = "rebuild",
        header = "Builds a store anew from its topics, beside the running one, and swaps.",
        description = {
            "",
            "A new version reads the topics from their start into a table of its own. When it has"
                    + " caught up it is compared with the oracle, and only when nothing differs the"
                    + " two change places: readers go on seeing the old rows until then, and the"
                    + " new ones after.",
            "The old version stays and is kept up to date, for an instant way back (--back), until"
                    + " it is dropped (--drop). Ctrl-C before the swap drops the new version; a run"
                    + " that was killed is taken up by the next.",
            ""
        })
final class RebuildCommand implements Callable<Integer> {

    @Mixin private CommonOptions common = new CommonOptions();

    @Mixin private StoreParameter store = new StoreParameter();

    @ArgGroup private @Nullable Instead instead;

    @Option(
            names = "--rate",
            paramLabel = "ROWS",
            description =
                    "The most records a second that each streams process reads for the new version"
                            + " (default: no limit).")
    private @Nullable Integer rowsPerSecond;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description =
                    "Longest wait for the new version to get as far as the database when it is"
                            + " compared (default: 120).")
    private int patienceSeconds;

    @Spec private CommandSpec spec;

    /** What to do instead of a rebuild. */
    private static final class Instead {

        @Option(names = "--back", description = "Swap with the version that was kept.")
        private boolean back;

        @Option(names = "--drop", description = "Drop the version that was kept, or begun.")
        private boolean drop;
    }

    @Override
    public Integer call() {
        DerivedStore wanted = store.get();
        if (rowsPerSecond != null && rowsPerSecond < 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--rate is " + rowsPerSecond + ", expected at least 1 record a second");
        }
        MillraceSettings settings = common.settings("rebuild");
        Screen screen = new Screen(spec.commandLine().getOut());
        StopSignal stop = StopSignal.listen();
        try (Pipeline pipeline = Pipeline.attachOrStart(settings, screen::say);
                RebuildRun run = new RebuildRun(pipeline, wanted, screen, stop)) {
            if (instead != null) {
                return instead.back ? run.back() : run.drop();
            }
            return run.rebuild(
                    rowsPerSecond == null ? OptionalInt.empty() : OptionalInt.of(rowsPerSecond),
                    Duration.ofSeconds(patienceSeconds));
        }
    }
}
