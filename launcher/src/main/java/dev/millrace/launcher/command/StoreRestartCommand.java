package dev.millrace.launcher.command;

import dev.millrace.launcher.pipeline.Pipeline;
import dev.millrace.launcher.pipeline.VersionRequests;
import dev.millrace.launcher.screen.Screen;
import dev.millrace.launcher.settings.MillraceSettings;
import dev.millrace.schema.derived.DerivedStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts a store again. */
@Command(
        name = "restart",
        header = "Stops and starts a store in every streams process.",
        description = {
            "",
            "For a store that stopped alone, after the cause is mended: it goes on where it was. The"
                    + " other stores do not notice. Waits until the store holds everything that had"
                    + " committed at the call.",
            ""
        })
final class StoreRestartCommand implements Callable<Integer> {

    private static final Duration LOOK = Duration.ofSeconds(1);

    @Mixin private CommonOptions common = new CommonOptions();

    @Mixin private StoreParameter store = new StoreParameter();

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "Longest wait for the store (default: 60).")
    private int patienceSeconds;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        DerivedStore wanted = store.get();
        MillraceSettings settings = common.settings("store");
        Screen screen = new Screen(spec.commandLine().getOut());
        try (Pipeline pipeline =
                        Pipeline.attach(settings).orElseThrow(() -> RoleRun.nothingRuns(settings));
                VersionRequests requests = VersionRequests.open(pipeline.connections())) {
            requests.restart(wanted);
            long deadline = System.nanoTime() + Duration.ofSeconds(patienceSeconds).toNanos();
            while (System.nanoTime() < deadline) {
                Optional<String> failure = requests.failure(wanted);
                if (failure.isPresent()) {
                    screen.say(wanted.name() + " has stopped again: " + failure.get());
                    return Failures.FAILED;
                }
                if (requests.await(wanted, LOOK)) {
                    screen.say(wanted.name() + " runs, and holds everything committed before");
                    return 0;
                }
            }
            screen.say(
                    "%s has not got as far as the database within %d s: ./millrace status shows where it stands"
                            .formatted(wanted.name(), patienceSeconds));
            return Failures.FAILED;
        }
    }
}
