package dev.millrace.launcher.command;

import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.payouts.findings.Findings;
import dev.millrace.launcher.screen.Screen;
import dev.millrace.launcher.settings.MillraceSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The job that writes a batch. */
@Command(
        name = "propose",
        header = "Runs job practitioner-payouts: a batch for a period, to be approved.",
        description = {
            "",
            "By default for the week, Monday to Sunday, that ended last. Practitioners with open"
                    + " findings are left out, and named.",
            ""
        })
final class PayoutsProposeCommand implements Callable<Integer> {

    static final String JOB = "practitioner-payouts";

    private static final int LEFT_OUT_SHOWN = 20;

    @Mixin private CommonOptions common = new CommonOptions();
    @Mixin private BatchOptions options = new BatchOptions();

    @Option(
            names = "--param",
            paramLabel = "NAME=VALUE",
            description = "A parameter, such as period-end=2026-03-08. May be repeated.")
    private Map<String, String> parameters = new HashMap<>();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        MillraceSettings settings = common.settings("payouts");
        Screen screen = new Screen(spec.commandLine().getOut());
        int code =
                JobRuns.toTheEnd(
                        settings,
                        screen,
                        options,
                        false,
                        operations -> operations.run(JOB, parameters, options.actor()));
        if (!options.isJson()) {
            try (BatchOperations operations = BatchAccess.open(settings)) {
                List<String> leftOut =
                        operations.look(sql -> new Findings(sql).leftOut(LEFT_OUT_SHOWN));
                screen.say(leftOut);
            }
        }
        return code;
    }
}
