package dev.millrace.launcher.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * The program in a child JVM, with its output collected. It runs without search unless its
 * arguments ask for that: most tests have no use for a third server.
 */
public final class MillraceProcess implements AutoCloseable {

    /** What runs for seconds is faster, and leaves others their processors, if little compiled. */
    private static final String COMPILER =
            Boolean.getBoolean("millrace.test.long")
                    ? "-XX:+TieredCompilation"
                    : "-XX:TieredStopAtLevel=1";

    /** Names the folder of the packaged program; what packages it sets this. */
    private static final String PACKAGED = "millrace.program";

    /** Names the archive of classes beside it. */
    private static final String CLASSES = "millrace.classes";

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private MillraceProcess(Process process) {
        this.process = process;
        // A read of a pipe holds a virtual thread's carrier: with as many programs as processors
        // the output of one more would never be read.
        this.reader = Thread.ofPlatform().daemon().name("output").start(this::readOutput);
    }

    /** Starts the program with its data in this folder. */
    public static MillraceProcess start(Path folder, String... arguments) {
        return start(folder, arguments[0].equals("up"), arguments);
    }

    /** The same, of a program whose end is timed: it writes no archive of classes then. */
    public static MillraceProcess startTimed(Path folder, String... arguments) {
        return start(folder, false, arguments);
    }

    private static MillraceProcess start(
            Path folder, boolean mayWriteArchive, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Xmx1g",
                        "-XX:+UseSerialGC",
                        COMPILER,
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(program(mayWriteArchive));
        command.add("dev.millrace.launcher.Main");
        command.addAll(List.of(arguments));
        command.addAll(List.of("--folder", folder.toString()));
        try {
            ProcessBuilder program = new ProcessBuilder(command).redirectErrorStream(true);
            program.environment().put("MILLRACE_SEARCH_ENABLED", "false");
            return new MillraceProcess(program.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The program as it is packaged, started as its script starts it: with an archive of the
     * classes that it used before, which the first whole program writes at its end. What is not
     * packaged yet runs from the class path of the test.
     */
    private static List<String> program(boolean mayWriteArchive) {
        String packaged = System.getProperty(PACKAGED, "");
        if (packaged.isEmpty()) {
            return List.of("-cp", System.getProperty("java.class.path"));
        }
        return List.of(
                "-XX:SharedArchiveFile=" + System.getProperty(CLASSES),
                mayWriteArchive ? "-XX:+AutoCreateSharedArchive" : "-Xshare:auto",
                "-Xlog:cds=off",
                "-Xlog:cds+dynamic=off",
                "-Xlog:aot=off",
                "-cp",
                packaged + "/*");
    }

    /** Waits until a line of the output contains the text. */
    public String awaitLine(String text, Duration patience) {
        await("a line with '" + text + "' in the output")
                .atMost(patience)
                .until(() -> !process.isAlive() || lines.stream().anyMatch(l -> l.contains(text)));
        return lines.stream()
                .filter(line -> line.contains(text))
                .findFirst()
                .orElseThrow(
                        () -> new AssertionError("ended without '" + text + "':\n" + output()));
    }

    /** Waits until so many lines of the output contain the text. */
    public void awaitLines(String text, int count, Duration patience) {
        await(count + " lines with '" + text + "' in the output")
                .atMost(patience)
                .until(() ->
                        !process.isAlive()
                                || lines.stream().filter(line -> line.contains(text)).count()
                                        >= count);
        assertThat(process.isAlive()).as(output()).isTrue();
    }

    /** Waits for the end and gives the exit code. */
    public int awaitExit(Duration patience) {
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("still runs after " + patience + ":\n" + output());
            }
            reader.join();
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** SIGKILL: no hook runs. */
    public void killHard() {
        process.destroyForcibly();
        awaitExit(Duration.ofSeconds(10));
    }

    /** SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    public String output() {
        return String.join("\n", lines);
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            killHard();
        }
    }

    private void readOutput() {
        try (BufferedReader output = process.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("output lost: " + e);
        }
    }
}
