package dev.millrace.batch.backup;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The folder of the backups, a folder each, named after their moments. */
final class BackupFolder {

    private static final String PREFIX = "millrace-";
    private static final String UNFINISHED = ".unfinished";
    private static final String MANIFEST = "manifest.json";
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("'" + PREFIX + "'uuuuMMdd'T'HHmmssSSS'Z'")
                    .withZone(ZoneOffset.UTC);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;

    BackupFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * A backup that was finished.
     *
     * @param path its folder
     * @param takenAt its moment, to the millisecond
     */
    record Backup(Path path, Instant takenAt) {

        String name() {
            return path.getFileName().toString();
        }
    }

    /** Those that were finished, the oldest first. */
    List<Backup> backups() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.flatMap(path -> backup(path).stream())
                    .sorted(Comparator.comparing(Backup::takenAt))
                    .toList();
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    /** An empty folder for the one that is about to be written; what others left behind goes. */
    Path begin(Instant moment) {
        try {
            Files.createDirectories(folder);
            try (Stream<Path> entries = Files.list(folder)) {
                for (Path left :
                        entries.filter(path -> path.toString().endsWith(UNFINISHED)).toList()) {
                    delete(left);
                }
            }
            Path unfinished = folder.resolve(NAME.format(moment) + UNFINISHED);
            // Backups hold what the database lets few people see.
            return Files.createDirectory(
                    unfinished,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Makes it one that was finished. */
    Backup finish(Path unfinished, Manifest manifest) {
        try {
            Path file = unfinished.resolve(MANIFEST);
            Files.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest));
            force(file);
            String name = unfinished.getFileName().toString();
            Path path = folder.resolve(name.substring(0, name.length() - UNFINISHED.length()));
            Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
            force(folder);
            return backup(path).orElseThrow();
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /**
     * What a backup says of itself.
     *
     * @throws PipelineException {@link ErrorKind#JOB_FAILED} naming the backup when it says nothing
     */
    static Manifest manifest(Backup backup) {
        Path file = backup.path().resolve(MANIFEST);
        try {
            return JSON.readValue(Files.readAllBytes(file), Manifest.class);
        } catch (NoSuchFileException e) {
            throw damaged(backup, MANIFEST + " is missing");
        } catch (IOException e) {
            throw damaged(backup, MANIFEST + " cannot be read: " + e.getMessage());
        }
    }

    static PipelineException damaged(Backup backup, String how) {
        return new PipelineException(
                ErrorKind.JOB_FAILED, "backup %s is damaged: %s".formatted(backup.name(), how));
    }

    /** Deletes a backup. */
    static void delete(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Has the system write it to the disk. */
    static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static UncheckedIOException unreadable(Path path, IOException e) {
        return new UncheckedIOException(path + " cannot be read: " + e.getMessage(), e);
    }

    PipelineException unwritable(IOException e) {
        return new PipelineException(
                ErrorKind.DISK_UNWRITABLE,
                "backups cannot be written into %s: %s".formatted(folder, e),
                e);
    }

    private static Optional<Backup> backup(Path path) {
        try {
            return Optional.of(
                    new Backup(path, NAME.parse(path.getFileName().toString(), Instant::from)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
