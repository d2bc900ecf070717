package dev.millrace.launcher.command;

import dev.millrace.launcher.screen.Screen;
import java.util.HashMap;
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
        description = {"", "By default for the week, Monday to Sunday, that ended last.", ""})
final class PayoutsProposeCommand implements Callable<Integer> {

    static final String JOB = "practitioner-payouts";

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
        return JobRuns.toTheEnd(
                common.settings("payouts"),
                new Screen(spec.commandLine().getOut()),
                options,
                false,
                operations -> operations.run(JOB, parameters, options.actor()));
    }
}
