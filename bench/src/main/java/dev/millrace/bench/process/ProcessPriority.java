package dev.millrace.bench.process;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.util.List;

/** Has a process give way to others on the processors, as {@code nice} does at its start. */
public final class ProcessPriority {

    /** No process gives way more than that. */
    public static final int NICE_MAX = 19;

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
        new ThreadSetting("nice " + nice, List.of("renice", Integer.toString(nice), "-p"))
                .apply(pid, thread -> Integer.parseInt(ProcessFigures.stat(thread)[NICE]) == nice);
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
}
