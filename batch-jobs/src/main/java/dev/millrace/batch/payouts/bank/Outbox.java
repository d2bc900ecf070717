package dev.millrace.batch.payouts.bank;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;

/**
 * Two folders on one file system: {@code staging}, which nobody collects from, and {@code outbox},
 * from which the bank's software takes files away. A file goes from one to the other by a rename,
 * so it is in one of them, or has been taken, and never in both. The folder has an id, so that
 * another folder of the same path, on another machine, is not taken for it.
 */
final class Outbox {

    private static final String ID = "folder-id";

    private final Path staging;
    private final Path outbox;
    private final UUID id;

    private Outbox(Path staging, Path outbox, UUID id) {
        this.staging = staging;
        this.outbox = outbox;
        this.id = id;
    }

    /**
     * Opens the folder, or makes it, readable by nobody else.
     *
     * @throws PipelineException {@link ErrorKind#DISK_UNWRITABLE}
     */
    static Outbox in(Path folder) {
        try {
            Path staging = folder.resolve("staging");
            Path outbox = folder.resolve("outbox");
            FileAttribute<?> onlyOurs = only("rwx------", folder);
            Files.createDirectories(folder.toAbsolutePath().getParent());
            for (Path each : new Path[] {folder, staging, outbox}) {
                if (!Files.isDirectory(each)) {
                    try {
                        Files.createDirectory(each, onlyOurs);
                    } catch (FileAlreadyExistsException e) {
                        // Somebody else made it just now.
                    }
                }
            }
            return new Outbox(staging, outbox, idOf(folder));
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    /** Which folder this is, wherever it is mounted. */
    UUID id() {
        return id;
    }

    /** Where the file of this name is collected. */
    Path collectedAt(String name) {
        return outbox.resolve(name);
    }

    /**
     * Writes a file where nobody collects it, over an earlier one of the same name; on the disk
     * when this returns.
     *
     * @return SHA-256 of the bytes
     */
    byte[] stage(String name, byte[] bytes) {
        try {
            Path partial = Files.createTempFile(staging, name, ".part", only("rw-------", staging));
            try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
                ByteBuffer left = ByteBuffer.wrap(bytes);
                while (left.hasRemaining()) {
                    channel.write(left);
                }
                channel.force(true);
            }
            Files.move(partial, staging.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            sync(staging);
            return sha256(bytes);
        } catch (IOException e) {
            throw unwritable(staging, e);
        }
    }

    /**
     * Moves a staged file to where it is collected. A file that is not staged any more was moved
     * before; nothing is written then.
     *
     * @throws PipelineException {@link ErrorKind#RECORD_MALFORMED} when its bytes are not those
     *     that were staged
     */
    void release(String name, byte[] sha256) {
        Path staged = staging.resolve(name);
        try {
            if (Files.exists(staged)) {
                if (!Arrays.equals(sha256(Files.readAllBytes(staged)), sha256)) {
                    throw new PipelineException(
                            ErrorKind.RECORD_MALFORMED,
                            staged + " has changed since it was written; it is not released");
                }
                Files.move(staged, collectedAt(name), StandardCopyOption.ATOMIC_MOVE);
            }
            sync(outbox);
            sync(staging);
        } catch (IOException e) {
            throw unwritable(outbox, e);
        }
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is not available", e);
        }
    }

    private static UUID idOf(Path folder) throws IOException {
        Path file = folder.resolve(ID);
        if (!Files.exists(file)) {
            Path partial = Files.createTempFile(folder, ID, ".part", only("rw-------", folder));
            Files.writeString(partial, UUID.randomUUID().toString());
            try {
                // A link, unlike a rename, leaves an id alone that somebody else made just now.
                Files.createLink(file, partial);
            } catch (FileAlreadyExistsException e) {
                // Theirs counts.
            } finally {
                Files.delete(partial);
            }
            sync(folder);
        }
        return UUID.fromString(Files.readString(file, StandardCharsets.US_ASCII).strip());
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static FileAttribute<?> only(String permissions, Path folder) {
        Set<String> views = folder.getFileSystem().supportedFileAttributeViews();
        if (!views.contains("posix")) {
            throw new PipelineException(
                    ErrorKind.DISK_UNWRITABLE,
                    folder + " cannot be kept from other users: it has no POSIX permissions");
        }
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }

    private static PipelineException unwritable(Path folder, IOException cause) {
        return new PipelineException(
                ErrorKind.DISK_UNWRITABLE,
                "files for the bank cannot be written into " + folder + ": " + cause,
                cause);
    }
}
