package dev.millrace.launcher.pipeline;

import dev.millrace.devstack.DevStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** The memory of this process and the servers that it started. */
public final class ProcessTree {

    private static final long KILOBYTES_PER_MEGABYTE = 1024;

    private ProcessTree() {}

    /** Keeps the largest figure that it has seen. */
    public static final class Peak {

        private long megabytes;

        /** Measures now. */
        public void look(Optional<DevStack> servers) {
            megabytes = Math.max(megabytes, residentMegabytes(servers));
        }

        public long megabytes() {
            return megabytes;
        }
    }

    /**
     * Resident memory in megabytes. Pages that PostgreSQL's processes share count once, as
     * proportional shares; 0 where the system does not tell.
     */
    static long residentMegabytes(Optional<DevStack> servers) {
        Set<Long> processes = new HashSet<>();
        addTree(ProcessHandle.current(), processes);
        OptionalLong postmaster =
                servers.map(stack -> stack.postgres().pid()).orElse(OptionalLong.empty());
        if (postmaster.isPresent()) {
            ProcessHandle.of(postmaster.getAsLong()).ifPresent(p -> addTree(p, processes));
        }
        return processes.stream().mapToLong(ProcessTree::residentKilobytes).sum()
                / KILOBYTES_PER_MEGABYTE;
    }

    private static void addTree(ProcessHandle root, Set<Long> processes) {
        processes.add(root.pid());
        root.descendants().forEach(child -> processes.add(child.pid()));
    }

    private static long residentKilobytes(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException | java.io.UncheckedIOException e) {
            // The process has ended meanwhile, or the system keeps no such file.
            return 0;
        }
    }
}
