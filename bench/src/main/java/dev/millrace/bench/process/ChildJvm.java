package dev.millrace.bench.process;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A JVM of its own, with the class path of this one unless another is given. It talks to us in
 * lines on its standard output, and ends when its standard input does; what it says on standard
 * error stands in a file.
 */
public final class ChildJvm implements AutoCloseable {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);
    private static final int TAIL_LINES = 12;

    private final String name;
    private final Process process;
    private final Path errors;
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

    private ChildJvm(String name, Process process, Path errors) {
        this.name = name;
        this.process = process;
        this.errors = errors;
    }

    /**
     * Starts a JVM.
     *
     * @param name of its log files
     * @param folder where they are
     * @param options of the JVM
     * @param mainClass what it runs
     * @param environment what it finds in its environment besides ours, secrets for example
     */
    public static ChildJvm start(
            String name,
            Path folder,
            List<String> options,
            String mainClass,
            List<String> arguments,
            Map<String, String> environment) {
        return start(
                name,
                folder,
                options,
                System.getProperty("java.class.path"),
                mainClass,
                arguments,
                environment);
    }

    /** As the other, with a class path of its own. */
    public static ChildJvm start(
            String name,
            Path folder,
            List<String> options,
            String classPath,
            String mainClass,
            List<String> arguments,
            Map<String, String> environment) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dmillrace.log.folder=" + folder,
                        "-Dmillrace.log.name=" + name,
                        "-cp",
                        classPath,
                        mainClass));
        command.addAll(arguments);
        try {
            Files.createDirectories(folder);
            Path errors = folder.resolve(name + ".err");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectError(errors.toFile()).directory(null);
            builder.environment().putAll(environment);
            ChildJvm child = new ChildJvm(name, builder.start(), errors);
            Thread.ofPlatform().daemon().name("lines-of-" + name).start(child::listen);
            return child;
        } catch (IOException e) {
            throw new PipelineException(
                    ErrorKind.DISK_UNWRITABLE,
                    "process %s cannot be started in %s: %s".formatted(name, folder, e),
                    e);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Waits for a line that begins with these words, and gives what follows them.
     *
     * @throws PipelineException {@link ErrorKind#TIMED_OUT}, or {@link ErrorKind#TRANSIENT} when
     *     the process ends without it, with its last words
     */
    public String await(String words, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            String line = said.poll(100, TimeUnit.MILLISECONDS);
            if (line != null && line.startsWith(words)) {
                return line.substring(words.length()).strip();
            }
            if (line == null && !process.isAlive() && said.isEmpty()) {
                throw failure(
                        ErrorKind.TRANSIENT,
                        "ended with code %d before it said '%s'"
                                .formatted(process.exitValue(), words));
            }
            if (System.nanoTime() > deadline) {
                throw failure(
                        ErrorKind.TIMED_OUT,
                        "did not say '%s' within %d s".formatted(words, patience.toSeconds()));
            }
        }
    }

    /** A failure of this process, with its last words. */
    public PipelineException failure(ErrorKind kind, String what) {
        return new PipelineException(
                kind, "process %s %s; its last words: %s".formatted(name, what, lastWords()));
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(CLOSE_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Asks it to end, for one that does not listen to its standard input. */
    public void terminate() {
        process.destroy();
        close();
    }

    /** Kills it (signal 9): it gets no chance to end anything. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    private void listen() {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            @Nullable String line;
            while ((line = lines.readLine()) != null) {
                said.add(line);
            }
        } catch (IOException e) {
            // The process is gone; whoever waits for a line sees that.
            said.add("");
        }
    }

    private String lastWords() {
        try {
            List<String> lines = Files.readAllLines(errors, StandardCharsets.UTF_8);
            List<String> tail = lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
            return tail.isEmpty() ? "none" : "\n" + String.join("\n", tail);
        } catch (IOException e) {
            return "not readable in " + errors;
        }
    }
}
