package dev.millrace.launcher.command;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What benchmarks take that build something first and then keep it under a steady load. */
final class SteadyLoadOptions {

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description =
                    "How long the steady load is measured, after as long to warm up (default: 60).")
    private @Nullable Integer seconds;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Row changes a second meanwhile (default: derived 1000, search 500).")
    private @Nullable Integer rate;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Rounds of what is measured several times (default: 3).")
    private @Nullable Integer rounds;

    @Option(
            names = "--build-minutes",
            paramLabel = "N",
            description = "When a first build is given up (default: derived 20, search 30).")
    private @Nullable Integer buildMinutes;

    @Option(
            names = "--nice",
            paramLabel = "N",
            description =
                    "How much the broker and whoever is compared, where that is a process of its own,"
                            + " give way on the processors to the database, the search server and"
                            + " those who use them, 0 to 19 (default: 0, not at all).")
    private int nice;

    @Option(
            names = "--quick",
            description =
                    "Everything once, with few rows: shows that it works, not how fast it is.")
    private boolean quick;

    boolean isQuick() {
        return quick;
    }

    /** How long the load is measured. */
    Duration time(Duration otherwise) {
        return seconds == null ? otherwise : Duration.ofSeconds(seconds);
    }

    /** Row changes a second. */
    int rate(int otherwise) {
        return Objects.requireNonNullElse(rate, otherwise);
    }

    int nice() {
        return nice;
    }

    int rounds(int otherwise) {
        return Objects.requireNonNullElse(rounds, otherwise);
    }

    Duration buildPatience(Duration otherwise) {
        return buildMinutes == null ? otherwise : Duration.ofMinutes(buildMinutes);
    }
}
