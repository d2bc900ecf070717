package dev.millrace.launcher.command;

import dev.millrace.launcher.screen.Screen;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What every benchmark takes: where it works, and where its report goes. */
final class BenchOptions {

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Also writes the report to this file, as Markdown.")
    private @Nullable Path out;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            defaultValue = ".millrace/bench",
            description =
                    "Where servers and logs live; the servers' data is deleted at the end"
                            + " (default: ${DEFAULT-VALUE}).")
    private Path folder = Path.of(".millrace/bench");

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    private boolean help;

    /**
     * A benchmark.
     *
     * @param <S> its settings
     */
    interface Benchmark<S> {

        /**
         * Runs it and gives the lines of its report, given the command that repeats it.
         *
         * @param progress told in a line what is being done
         */
        Function<String, List<String>> run(S settings, Consumer<String> progress)
                throws InterruptedException;
    }

    Path folder() {
        return folder;
    }

    /**
     * Runs a benchmark, shows how far it is and then its report.
     *
     * @param settings throws an {@link IllegalArgumentException} when options make no sense
     * @return the exit code
     */
    <S> int run(Supplier<S> settings, Benchmark<S> benchmark, CommandLine command)
            throws InterruptedException {
        S checked;
        try {
            checked = settings.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command, String.valueOf(e.getMessage()), e);
        }
        Logs.into(folder, "bench");
        show(benchmark.run(checked, progress(command)), command);
        return 0;
    }

    /** Shows lines with the time of day. */
    private static Consumer<String> progress(CommandLine command) {
        Screen screen = new Screen(command.getOut());
        return line -> screen.say(LocalTime.now().truncatedTo(ChronoUnit.SECONDS) + "  " + line);
    }

    /**
     * Shows the report, and writes it to the file where one is named.
     *
     * @param report its lines, given the command that repeats it
     */
    private void show(Function<String, List<String>> report, CommandLine command) {
        Screen screen = new Screen(command.getOut());
        // The command that was given, as one would type it again.
        List<String> lines =
                report.apply(
                        "./millrace " + String.join(" ", command.getParseResult().originalArgs()));
        screen.say("");
        screen.say(lines);
        if (out != null) {
            write(out, lines);
            screen.say("");
            screen.say("written to " + out);
        }
    }

    private static void write(Path file, List<String> lines) {
        try {
            Path parent = file.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.write(file, lines);
        } catch (IOException e) {
            throw new PipelineException(
                    ErrorKind.DISK_UNWRITABLE, "the report cannot be written to " + file, e);
        }
    }
}
