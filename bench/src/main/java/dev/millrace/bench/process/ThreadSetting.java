package dev.millrace.bench.process;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What Linux keeps for each thread and a new thread has from the one that made it. So some threads
 * may be made behind our back while we go through those of a process.
 *
 * @param what names it in errors, as in "nice 10"
 * @param command of the system that sets it, without the threads' numbers
 */
record ThreadSetting(String what, List<String> command) {

    private static final int ROUNDS_MAX = 20;

    /** Looks at the folder of a thread under {@code /proc}. */
    interface Look {
        boolean isSet(Path thread) throws IOException;
    }

    ThreadSetting {
        command = List.copyOf(command);
    }

    /**
     * Sets it for all threads of a process, and so for those that they will make. A process that
     * has ended needs nothing.
     *
     * @throws PipelineException {@link ErrorKind#TRANSIENT} when the system does not do so
     */
    void apply(long pid, Look look) throws InterruptedException {
        for (int round = 0; round < ROUNDS_MAX; round++) {
            List<String> others = threadsWithout(pid, look);
            if (others.isEmpty()) {
                return;
            }
            for (String thread : others) {
                run(thread);
            }
        }
        throw new PipelineException(
                ErrorKind.TRANSIENT, "threads of process %d do not take %s".formatted(pid, what));
    }

    private void run(String thread) throws InterruptedException {
        List<String> whole = new ArrayList<>(command);
        whole.add(thread);
        try {
            // The thread may be gone by then, which makes the command fail: we look ourselves.
            int _ =
                    new ProcessBuilder(whole)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor();
        } catch (IOException e) {
            throw new PipelineException(
                    ErrorKind.TRANSIENT,
                    "%s cannot be set, program %s is expected: %s"
                            .formatted(what, command.getFirst(), e.getMessage()),
                    e);
        }
    }

    private static List<String> threadsWithout(long pid, Look look) {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return threads.filter(thread -> !isSet(look, thread))
                    .map(thread -> thread.getFileName().toString())
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSet(Look look, Path thread) {
        try {
            return look.isSet(thread);
        } catch (IOException e) {
            // It has ended since we listed it.
            return true;
        }
    }
}
