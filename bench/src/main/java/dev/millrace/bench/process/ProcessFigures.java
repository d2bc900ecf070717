package dev.millrace.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What Linux says of a process under {@code /proc}. */
public final class ProcessFigures {

    // USER_HZ, the unit of these counters, is 100 on every architecture that we build for.
    private static final double TICKS_PER_SECOND = 100;

    // Places after the program's name, which may hold spaces and ends at the last parenthesis.
    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int CHILDREN_USER = 13;
    private static final int CHILDREN_SYSTEM = 14;

    private ProcessFigures() {}

    /** Seconds that the process has computed, in all its threads; 0 when it is gone. */
    public static double cpuSeconds(long pid) {
        return seconds(pid, USER, SYSTEM);
    }

    /**
     * Seconds that the process and its children have computed, those that have ended and were
     * waited for included.
     */
    public static double cpuSecondsOfTree(long pid) {
        double ended = seconds(pid, USER, SYSTEM, CHILDREN_USER, CHILDREN_SYSTEM);
        try (Stream<ProcessHandle> children =
                ProcessHandle.of(pid).map(ProcessHandle::descendants).orElse(Stream.empty())) {
            return ended + children.mapToDouble(child -> cpuSeconds(child.pid())).sum();
        }
    }

    /** The most memory that the process has had resident, in megabytes (2^20 bytes). */
    public static long peakResidentMegabytes(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElse(0)
                    / 1024;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The fields of {@code stat} in the folder of a process or of a thread, from its state on: what
     * stands before, its number and name, is left out.
     */
    static String[] stat(Path folder) throws IOException {
        String line = Files.readString(folder.resolve("stat"));
        return line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    }

    private static double seconds(long pid, int... places) {
        try {
            String[] fields = stat(Path.of("/proc/" + pid));
            long ticks = 0;
            for (int place : places) {
                ticks += Long.parseLong(fields[place]);
            }
            return ticks / TICKS_PER_SECOND;
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            // The process ended while its file was read.
            return 0;
        }
    }
}
