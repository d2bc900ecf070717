package dev.millrace.devstack.testsupport;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A program of the tests in a process of its own, to be stopped, suspended or killed. The program
 * ends when its standard input does, so that it never outlives the test.
 */
public final class JavaProcess implements AutoCloseable {

    private final Process process;
    private final List<String> said;

    private JavaProcess(Process process, List<String> said) {
        this.process = process;
        this.said = said;
    }

    /**
     * Starts it and waits until it prints a line that begins so.
     *
     * @param program its class, found on this process's class path
     * @throws IllegalStateException with what it said when it ends before
     */
    public static JavaProcess start(
            Class<?> program, List<String> jvmOptions, List<String> arguments, String started) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(arguments);
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
            List<String> said = new CopyOnWriteArrayList<>();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                said.add(line);
                if (line.startsWith(started)) {
                    Thread.ofPlatform().daemon().start(() -> drain(output, said));
                    return new JavaProcess(process, said);
                }
            }
            throw new IllegalStateException(
                    program.getSimpleName() + " did not start: " + String.join("\n", said));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Ends its input and waits for its orderly end.
     *
     * @throws IllegalStateException with what it said when that takes too long; it is killed then
     */
    public void stop(Duration patience) {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("does not stop: " + output());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            kill();
        }
    }

    /** SIGKILL, and waits for the end. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** SIGSTOP: it does nothing more until it is resumed, and its connections stay open. */
    public void suspend() {
        signal("STOP");
    }

    /** SIGCONT. */
    public void resume() {
        signal("CONT");
    }

    /** What it printed so far, errors included. */
    public String output() {
        return String.join("\n", said);
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    @Override
    public void close() {
        kill();
    }

    private void signal(String name) {
        try {
            int exit =
                    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                            .start()
                            .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("kill -" + name + " ended with " + exit);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void drain(BufferedReader output, List<String> said) {
        try {
            output.lines().forEach(said::add);
        } catch (UncheckedIOException e) {
            // The pipe of a killed process ends so.
            said.add(e.toString());
        }
    }
}
