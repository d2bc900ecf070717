package dev.millrace.launcher.command;

import dev.millrace.launcher.population.PopulationSettings;
import dev.millrace.launcher.traffic.TrafficSettings;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Options that several commands read alike; a value out of range is wrong usage. */
final class Arguments {

    private Arguments() {}

    static TrafficSettings traffic(CommandSpec spec, long seed, int rate) {
        try {
            return new TrafficSettings(seed, rate, TrafficSettings.defaults().threads());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(), "--rate is " + rate + ", expected at least 1", e);
        }
    }

    static PopulationSettings population(CommandSpec spec, long seed, double scale) {
        try {
            return new PopulationSettings(seed, scale);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(), "--scale is " + scale + ": " + e.getMessage(), e);
        }
    }
}
