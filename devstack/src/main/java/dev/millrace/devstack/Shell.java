package dev.millrace.devstack;

import dev.millrace.devstack.DevStackException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs commands of the operating system. */
final class Shell {

    /**
     * What a command left.
     *
     * @param output standard output and standard error, stripped
     */
    record Result(int exitCode, String output) {

        boolean succeeded() {
            return exitCode == 0;
        }
    }

    private Shell() {}

    /**
     * Starts the command, standard error going to standard output.
     *
     * @throws DevStackException CANNOT_START when the system cannot run it
     */
    static Process start(List<String> command) {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new DevStackException(
                    Kind.CANNOT_START,
                    "The system cannot run %s: %s. The data folder must be on a disk from which programs may run."
                            .formatted(command.getFirst(), e.getMessage()),
                    e);
        }
    }

    /** Runs the command and waits for its end. */
    static Result run(List<String> command) throws IOException {
        Process process = start(command);
        try {
            process.getOutputStream().close();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output.strip());
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while running " + command.getFirst(), e);
        }
    }
}
