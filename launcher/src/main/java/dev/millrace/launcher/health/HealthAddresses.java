package dev.millrace.launcher.health;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the processes of a folder serve health and metrics: a file each, named after role and
 * process, for {@code status}.
 */
public final class HealthAddresses {

    private static final Logger LOG = LoggerFactory.getLogger(HealthAddresses.class);
    private static final String FOLDER = "http";

    /** A process of this folder that answers. */
    public record Address(String role, String url) {}

    private HealthAddresses() {}

    /** The addresses of the processes that run, by role. */
    public static List<Address> of(Path folder) {
        List<Address> addresses = new ArrayList<>();
        Path files = folder.resolve(FOLDER);
        if (!Files.isDirectory(files)) {
            return addresses;
        }
        try (Stream<Path> all = Files.list(files)) {
            for (Path file : all.sorted().toList()) {
                String name = file.getFileName().toString();
                int dash = name.lastIndexOf('-');
                if (dash > 0 && runs(name.substring(dash + 1))) {
                    addresses.add(
                            new Address(name.substring(0, dash), Files.readString(file).strip()));
                }
            }
        } catch (NoSuchFileException e) {
            LOG.atDebug().setCause(e).log("a process ended meanwhile");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return addresses;
    }

    static Path write(Path folder, String role, String url) throws IOException {
        Path files = Files.createDirectories(folder.resolve(FOLDER));
        removeStale(files);
        return Files.writeString(
                files.resolve(role + "-" + ProcessHandle.current().pid()), url + "\n");
    }

    static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("the address could not be removed");
        }
    }

    private static void removeStale(Path files) throws IOException {
        try (Stream<Path> all = Files.list(files)) {
            all.filter(
                            file -> {
                                String name = file.getFileName().toString();
                                return !runs(name.substring(name.lastIndexOf('-') + 1));
                            })
                    .forEach(HealthAddresses::remove);
        }
    }

    private static boolean runs(String pid) {
        try {
            return ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::isAlive).orElse(false);
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
