package dev.millrace.launcher.command;

import dev.millrace.launcher.population.PopulationSettings;
import dev.millrace.launcher.traffic.TrafficSettings;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the commands that play traffic are told about it; a value out of range is wrong usage. */
final class TrafficOptions {

    // With its servers, all stores and all indexes in one machine, this is what one processor of it
    // carries with room to spare.
    private static final int RATE_A_PROCESSOR = 25;
    private static final int RATE_MOST = 200;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description =
                    "Transactions a second (default: 25 for each processor of this machine, 200 at"
                            + " most).")
    private @Nullable Integer rate;

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
        int perSecond = Objects.requireNonNullElseGet(rate, TrafficOptions::usualRate);
        try {
            return new TrafficSettings(seed, perSecond, TrafficSettings.defaults().threads());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    command.commandLine(), "--rate is " + perSecond + ", expected at least 1", e);
        }
    }

    private static int usualRate() {
        return Math.min(RATE_MOST, RATE_A_PROCESSOR * Runtime.getRuntime().availableProcessors());
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
