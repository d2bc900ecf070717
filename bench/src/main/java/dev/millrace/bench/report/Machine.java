package dev.millrace.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The machine that this runs on, in a line. */
public final class Machine {

    private static final String UNKNOWN = "unknown";

    private Machine() {}

    /** Cores, processor, memory and kernel. */
    public static String describe() {
        long kilobytes =
                Long.parseLong("0" + first("/proc/meminfo", "MemTotal:").replaceAll("\\D", ""));
        return "%d cores (%s), %.0f GB memory, %s %s, JDK %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        first("/proc/cpuinfo", "model name").replaceFirst("^[\\s:]+", ""),
                        kilobytes / 1024.0 / 1024.0,
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        Runtime.version());
    }

    private static String first(String file, String name) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name))
                    .findFirst()
                    .map(line -> line.substring(name.length()).strip())
                    .orElse(UNKNOWN);
        } catch (IOException e) {
            return UNKNOWN;
        }
    }
}
