package dev.millrace.launcher.command;

import dev.millrace.launcher.population.PopulationSettings;
import dev.millrace.launcher.traffic.TrafficSettings;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the commands that play traffic are told about it; a value out of range is wrong usage. */
final class TrafficOptions {

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "200",
            description = "Transactions a second (default: 200).")
    private int rate;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "20240601",
            description = "Seed of the data and the traffic (default: 20240601).")
    private long seed;

    @Option(
            names = "--scale",
            paramLabel = "X",
            defaultValue = "1",
            description =
                    "Size of the population, which is loaded where there is none; 1 is about"
                            + " 2,000 people (default: 1).")
    private double scale;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    TrafficSettings traffic() {
        try {
            return new TrafficSettings(seed, rate, TrafficSettings.defaults().threads());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    command.commandLine(), "--rate is " + rate + ", expected at least 1", e);
        }
    }

    PopulationSettings population() {
        try {
            return new PopulationSettings(seed, scale);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    command.commandLine(), "--scale is " + scale + ": " + e.getMessage(), e);
        }
    }
}
