package dev.millrace.devstack;

import dev.millrace.devstack.DevStackException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Turns what PostgreSQL said before it gave up into an error that a person can act on. */
final class PostgresFailure {

    private static final int LINES_SHOWN = 8;

    private PostgresFailure() {}

    /** The error for a tool or server that failed and printed this. */
    static DevStackException of(Path folder, String what, String output) {
        if (DataFolder.tellsOfDisk(output)) {
            return new DevStackException(
                    Kind.DISK_UNWRITABLE,
                    "PostgreSQL cannot write to folder %s: %s. Free disk space, or choose another folder."
                            .formatted(folder, lineThatTellsOfDisk(output)));
        }
        if (output.contains("ermission denied")) {
            return new DevStackException(
                    Kind.CANNOT_START,
                    "PostgreSQL is not permitted to use folder %s: %s. The folder must belong to the user who starts it (as root, every folder above it to root, or readable by all) and be on a disk from which programs may run."
                            .formatted(folder, lastLines(output)));
        }
        return new DevStackException(
                Kind.CANNOT_START,
                "PostgreSQL in folder %s does not start, %s: %s"
                        .formatted(folder, what, lastLines(output)));
    }

    /** The error for a server that ended by itself after it had run. */
    static DevStackException ofDeath(Path folder, String log) {
        return new DevStackException(
                Kind.CANNOT_START,
                "PostgreSQL in folder %s has ended by itself: %s"
                        .formatted(folder, lastLines(log)));
    }

    static boolean tellsOfPort(String output) {
        return output.contains("Address already in use")
                || output.contains("could not create any TCP/IP sockets");
    }

    /** Whether processes of a former server in the same data directory are still about to end. */
    static boolean tellsOfFormerServer(String output) {
        return output.contains("pre-existing shared memory block")
                || output.contains("lock file \"postmaster.pid\" already exists");
    }

    static String logged(Path log) {
        try {
            return Files.exists(log) ? Files.readString(log).strip() : "";
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String lineThatTellsOfDisk(String output) {
        return output.lines().filter(DataFolder::tellsOfDisk).findFirst().orElse("").strip();
    }

    private static String lastLines(String output) {
        List<String> lines = output.lines().filter(line -> !line.isBlank()).toList();
        return String.join(
                "\n", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()));
    }
}
