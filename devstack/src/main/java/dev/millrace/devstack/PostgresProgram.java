package dev.millrace.devstack;

import com.sun.security.auth.module.UnixSystem;
import dev.millrace.devstack.DevStackException.Kind;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/**
 * The PostgreSQL program that comes with this one as an archive on the class path, unpacked inside
 * the data folder: nothing is shared with other users or other folders.
 */
final class PostgresProgram {

    private static final String PREFIX = "program-";

    private final Path bin;
    private final List<String> runner;

    private PostgresProgram(Path home, List<String> runner) {
        this.bin = home.resolve("bin");
        this.runner = runner;
    }

    /** Unpacks the program into the folder unless a former start has done so. */
    static PostgresProgram unpackedIn(Path folder) {
        String resource = archiveName();
        @Nullable URL archive = PostgresProgram.class.getResource("/" + resource);
        if (archive == null) {
            throw new DevStackException(
                    Kind.CANNOT_START,
                    "This program holds no PostgreSQL for this system (%s). Use a PostgreSQL server of your own, or run on Linux x86-64."
                            .formatted(resource));
        }
        try {
            URLConnection connection = archive.openConnection();
            // The archive's length tells one version from another.
            Path home = folder.resolve(PREFIX + connection.getContentLengthLong());
            if (!Files.isDirectory(home)) {
                deletePrograms(folder);
                Path unfinished = folder.resolve(PREFIX + "unfinished");
                try (InputStream stream = connection.getInputStream()) {
                    unpack(stream, unfinished);
                }
                moveIntoPlace(unfinished, home);
            }
            return new PostgresProgram(home, runner());
        } catch (IOException e) {
            throw DataFolder.unwritable(folder, e);
        }
    }

    /** The command line that runs one of the program's tools. */
    List<String> command(String tool, String... arguments) {
        List<String> command = new ArrayList<>(runner);
        command.add(bin.resolve(tool).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static String archiveName() {
        String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String system = name.startsWith("mac") ? "darwin" : name.replace(' ', '_');
        String machine = System.getProperty("os.arch", "");
        String normal =
                switch (machine) {
                    case "amd64", "x86_64" -> "x86_64";
                    case "aarch64", "arm64" -> "arm_64";
                    default -> machine;
                };
        return "postgres-" + system + "-" + normal + ".txz";
    }

    /*
     * PostgreSQL refuses to run as root. In a user namespace of its own it sees itself as nobody,
     * while its files stay root's.
     */
    private static List<String> runner() throws IOException {
        if (new UnixSystem().getUid() != 0) {
            return List.of();
        }
        List<String> unshare = List.of("unshare", "-U");
        List<String> trial = new ArrayList<>(unshare);
        trial.add("true");
        if (!Shell.run(trial).succeeded()) {
            throw new DevStackException(
                    Kind.CANNOT_START,
                    "PostgreSQL refuses to run as root, and this system does not allow user namespaces ('unshare -U true' fails). Run as an ordinary user.");
        }
        return unshare;
    }

    private static void deletePrograms(Path folder) throws IOException {
        try (DirectoryStream<Path> programs = Files.newDirectoryStream(folder, PREFIX + "*")) {
            for (Path program : programs) {
                DataFolder.delete(program);
            }
        }
    }

    private static void unpack(InputStream archive, Path home) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                Path target = home.resolve(entry.getName()).normalize();
                if (!target.startsWith(home)) {
                    throw new IOException("entry outside the archive: " + entry.getName());
                }
                if (!entry.getName().endsWith(".a")) {
                    unpackEntry(tar, entry, target);
                }
            }
        }
    }

    private static void unpackEntry(TarArchiveInputStream tar, TarArchiveEntry entry, Path target)
            throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, target);
            boolean executable = (entry.getMode() & 0b001_000_000) != 0;
            Files.setPosixFilePermissions(
                    target,
                    PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    static void moveIntoPlace(Path unfinished, Path place) throws IOException {
        try {
            Files.move(unfinished, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(unfinished, place);
        }
    }
}
