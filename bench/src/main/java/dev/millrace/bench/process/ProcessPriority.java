package dev.millrace.bench.process;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Has a process give way to others on the processors, as {@code nice} does at its start. */
public final class ProcessPriority {

    /** No process gives way more than that. */
    public static final int NICE_MAX = 19;

    // Linux gives each thread a niceness of its own; a new thread has that of the one that made it.
    // So some of them may be made behind our back while we go through them.
    private static final int ROUNDS_MAX = 20;

    // Place in the fields of stat.
    private static final int NICE = 16;

    private ProcessPriority() {}

    /**
     * Sets the niceness of all threads of a process, and so of those that they will make.
     *
     * @param nice 0 for a process as others are, up to {@link #NICE_MAX}; who is not root cannot
     *     take it back
     * @throws PipelineException {@link ErrorKind#TRANSIENT} when the system does not do so
     */
    public static void set(long pid, int nice) throws InterruptedException {
        requireNice(nice);
        for (int round = 0; round < ROUNDS_MAX; round++) {
            List<String> others = threadsNot(nice, pid);
            if (others.isEmpty()) {
                return;
            }
            List<String> command = new ArrayList<>(List.of("renice", Integer.toString(nice), "-p"));
            command.addAll(others);
            try {
                // A thread may be gone by then, which makes the command fail: we look ourselves.
                int _ =
                        new ProcessBuilder(command)
                                .redirectErrorStream(true)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .start()
                                .waitFor();
            } catch (IOException e) {
                throw new PipelineException(
                        ErrorKind.TRANSIENT,
                        "nice %d cannot be set, program renice is expected: %s"
                                .formatted(nice, e.getMessage()),
                        e);
            }
        }
        throw new PipelineException(
                ErrorKind.TRANSIENT,
                "threads of process %d do not take nice %d".formatted(pid, nice));
    }

    /**
     * Refuses what is no niceness here.
     *
     * @throws IllegalArgumentException when it is not between 0 and {@link #NICE_MAX}
     */
    public static void requireNice(int nice) {
        if (nice < 0 || nice > NICE_MAX) {
            throw new IllegalArgumentException(
                    "nice is %d, expected 0 to %d".formatted(nice, NICE_MAX));
        }
    }

    private static List<String> threadsNot(int nice, long pid) {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return threads.filter(thread -> isNot(nice, thread))
                    .map(thread -> thread.getFileName().toString())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isNot(int nice, Path thread) {
        try {
            return Integer.parseInt(ProcessFigures.stat(thread)[NICE]) != nice;
        } catch (IOException e) {
            // It has ended since we listed it.
            return false;
        }
    }
}
