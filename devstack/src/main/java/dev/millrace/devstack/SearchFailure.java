package dev.millrace.devstack;

import dev.millrace.devstack.DevStackException.Kind;
import java.nio.file.Path;
import java.util.List;

/** What the words of a search server that failed mean, and what helps. */
final class SearchFailure {

    private static final int LINES_SHOWN = 8;
    private static final int LINE_CHARS_MAX = 400;

    private SearchFailure() {}

    /**
     * @param what what it does or has done, for the message
     * @param said its reason or the end of its log
     */
    static DevStackException of(Path folder, int port, String what, String said) {
        if (DataFolder.tellsOfDisk(said)) {
            return new DevStackException(
                    Kind.DISK_UNWRITABLE,
                    "The search server cannot write to folder %s: %s. Free disk space, or choose another folder."
                            .formatted(
                                    folder,
                                    lastLines(
                                            said.lines()
                                                    .filter(DataFolder::tellsOfDisk)
                                                    .limit(1)
                                                    .toList())));
        }
        if (said.contains("Failed to bind") || said.contains("Address already in use")) {
            return Ports.inUse(EmbeddedSearchServer.NAME, port);
        }
        if (said.contains("OutOfMemoryError")) {
            return new DevStackException(
                    Kind.CANNOT_START,
                    "The search server in folder %s %s: it had not enough memory. Its log is %s."
                            .formatted(folder, what, folder.resolve(SearchProcess.LOG_FILE)));
        }
        return new DevStackException(
                Kind.CANNOT_START,
                "The search server in folder %s %s: %s"
                        .formatted(folder, what, lastLines(said.lines().toList())));
    }

    private static String lastLines(List<String> lines) {
        List<String> told = lines.stream().filter(line -> !line.isBlank()).toList();
        return String.join(
                "\n",
                told.subList(Math.max(0, told.size() - LINES_SHOWN), told.size()).stream()
                        .map(line ->
                                line.length() > LINE_CHARS_MAX
                                        ? line.substring(0, LINE_CHARS_MAX) + "..."
                                        : line)
                        .toList());
    }
}
