package dev.millrace.devstack;

import dev.millrace.devstack.DevStackException.Kind;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is asked of a folder before a server may use it, and what its failures mean. */
final class DataFolder {

    private static final long NEEDED_BYTES = 256L << 20;

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private DataFolder() {}

    /**
     * Creates the folder when it is missing.
     *
     * @return the folder, absolute and without symbolic links
     * @throws DevStackException DISK_UNWRITABLE when it cannot be written or has no room
     */
    static Path prepare(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder, OWNER_ONLY);
            }
            Path real = folder.toRealPath();
            Path probe = Files.createTempFile(real, "probe", null);
            try {
                Files.writeString(probe, "probe");
            } finally {
                Files.delete(probe);
            }
            long usable = Files.getFileStore(real).getUsableSpace();
            if (usable < NEEDED_BYTES) {
                throw new DevStackException(
                        Kind.DISK_UNWRITABLE,
                        "The disk of folder %s has %d MB left; at least %d MB are needed. Free some space or choose another folder."
                                .formatted(real, usable >> 20, NEEDED_BYTES >> 20));
            }
            return real;
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    static DevStackException unwritable(Path folder, @Nullable IOException cause) {
        String reason = cause == null ? "" : " (" + cause + ")";
        return new DevStackException(
                Kind.DISK_UNWRITABLE,
                "Folder %s cannot be written%s. Free disk space, correct its permissions, or choose another folder."
                        .formatted(folder, reason),
                cause);
    }

    /** Whether a server that failed with this text met a full or read-only disk. */
    static boolean tellsOfDisk(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.contains("no space left on device")
                || lower.contains("read-only file system")
                || lower.contains("disk quota exceeded");
    }

    /** Deletes the folder with its content; a missing one is fine. */
    static void delete(Path folder) throws IOException {
        try {
            Files.walkFileTree(
                    folder,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                                throws IOException {
                            Files.deleteIfExists(file);
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException failure)
                                throws IOException {
                            if (failure instanceof NoSuchFileException) {
                                return FileVisitResult.CONTINUE;
                            }
                            throw failure;
                        }

                        @Override
                        public FileVisitResult postVisitDirectory(
                                Path visited, @Nullable IOException failure) throws IOException {
                            if (failure != null) {
                                throw failure;
                            }
                            Files.deleteIfExists(visited);
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (NoSuchFileException e) {
            // Nothing to delete.
        }
    }
}
