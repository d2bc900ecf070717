package dev.millrace.devstack;

import dev.millrace.devstack.DevStackException.Kind;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The search server's program: a folder of jars that are on no class path of ours, since many of
 * them exist on ours in other versions.
 */
final class SearchProgram {

    /** Names the folder where it is not {@code search-server} beside our own jar. */
    static final String FOLDER_PROPERTY = "millrace.search-server";

    private static final String MAIN = "dev.millrace.searchserver.SearchServerMain";

    /*
     * Signals of the terminal reach every process of its group. The shell makes the server ignore
     * them, so that those who use it can finish first; it ends when its input does.
     */
    private static final String DEAF = "trap '' INT TERM HUP; exec \"$@\"";

    private SearchProgram() {}

    /**
     * The command that runs the server until its input ends.
     *
     * @throws DevStackException CANNOT_START when the program or Java is not there
     */
    static List<String> command(Path data, int port) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        if (!Files.isExecutable(java)) {
            throw new DevStackException(
                    Kind.CANNOT_START,
                    "The search server needs a Java program, and %s is none. Run with a whole JDK 25."
                            .formatted(java));
        }
        return List.of(
                "sh",
                "-c",
                DEAF,
                "millrace-search-server",
                java.toString(),
                "-Xms256m",
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:ErrorFile=" + data.resolve("crash-%p.log"),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                folder() + "/*",
                MAIN,
                data.toString(),
                Integer.toString(port));
    }

    private static Path folder() {
        @Nullable String named = System.getProperty(FOLDER_PROPERTY);
        Path folder = named == null ? besideOurJar() : Path.of(named);
        if (!Files.isDirectory(folder)) {
            throw new DevStackException(
                    Kind.CANNOT_START,
                    "The search server's program is not in folder %s. Build the whole project, or use a search server of your own."
                            .formatted(folder.toAbsolutePath()));
        }
        return folder.toAbsolutePath();
    }

    private static Path besideOurJar() {
        @Nullable CodeSource source = SearchProgram.class.getProtectionDomain().getCodeSource();
        if (source == null) {
            return Path.of("search-server");
        }
        try {
            return Path.of(source.getLocation().toURI()).resolveSibling("search-server");
        } catch (URISyntaxException e) {
            throw new IllegalStateException("our jar is at " + source.getLocation(), e);
        }
    }
}
