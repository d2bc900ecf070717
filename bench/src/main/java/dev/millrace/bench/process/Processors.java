package dev.millrace.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Some of the processors of this machine, which a process can be kept on.
 *
 * @param numbers as Linux counts them, from 0, the lowest first
 */
public record Processors(List<Integer> numbers) {

    private static final String ALLOWED = "Cpus_allowed_list:";

    public Processors {
        numbers = List.copyOf(new TreeSet<>(numbers));
        if (numbers.isEmpty()) {
            throw new IllegalArgumentException("no processors, expected one or more");
        }
    }

    /** Those that this process may run on. */
    public static Processors ours() {
        try {
            return allowed(Path.of("/proc/self"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Two sets without a processor in common; where their number is odd, the second has one more.
     *
     * @throws IllegalArgumentException when there is but one
     */
    public List<Processors> halves() {
        if (numbers.size() < 2) {
            throw new IllegalArgumentException(
                    "processors %s cannot be halved, expected 2 or more".formatted(this));
        }
        int half = numbers.size() / 2;
        return List.of(
                new Processors(numbers.subList(0, half)),
                new Processors(numbers.subList(half, numbers.size())));
    }

    /**
     * Keeps all threads of a process on these, and so those that they will make and the processes
     * that it will start.
     *
     * @throws dev.millrace.schema.failure.PipelineException {@link
     *     dev.millrace.schema.failure.ErrorKind#TRANSIENT} when the system does not do so
     */
    public void hold(long pid) throws InterruptedException {
        new ThreadSetting("processors " + this, List.of("taskset", "-pc", toString()))
                .apply(pid, thread -> allowed(thread).equals(this));
    }

    /** As {@link #hold}, with all processes that it has started and they have, to the last. */
    public void holdTree(long pid) throws InterruptedException {
        // First the parent: what it starts afterwards is held from the beginning.
        hold(pid);
        List<ProcessHandle> descendants;
        try (Stream<ProcessHandle> found =
                ProcessHandle.of(pid).map(ProcessHandle::descendants).orElse(Stream.empty())) {
            descendants = found.toList();
        }
        for (ProcessHandle descendant : descendants) {
            hold(descendant.pid());
        }
    }

    /** The numbers with commas between. */
    @Override
    public String toString() {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static Processors allowed(Path task) throws IOException {
        try (Stream<String> lines = Files.lines(task.resolve("status"))) {
            return parse(
                    lines.filter(line -> line.startsWith(ALLOWED))
                            .findFirst()
                            .orElseThrow(() -> new IOException("no " + ALLOWED))
                            .substring(ALLOWED.length())
                            .strip());
        }
    }

    /** Reads a list as Linux writes it, as in {@code 0-2,5}. */
    static Processors parse(String list) {
        List<Integer> numbers = new ArrayList<>();
        for (String range : list.split(",", -1)) {
            String[] ends = range.split("-", -1);
            int last = Integer.parseInt(ends[ends.length - 1]);
            for (int number = Integer.parseInt(ends[0]); number <= last; number++) {
                numbers.add(number);
            }
        }
        return new Processors(numbers);
    }
}
