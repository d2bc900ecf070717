package dev.millrace.streams.application;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The folder where the applications keep their state, held by one process at a time.
 *
 * <p>Its name in consumer groups outlives the process: after a kill the next one takes its
 * predecessor's place at once, instead of waiting until the group has missed it.
 */
public final class StateFolder implements AutoCloseable {

    private static final String FILE = "instance-name";
    private static final int NAME_BYTES_MAX = 100;

    private final FileChannel channel;
    private final String instanceName;

    private StateFolder(FileChannel channel, String instanceName) {
        this.channel = channel;
        this.instanceName = instanceName;
    }

    /**
     * Takes the folder, and makes it if need be.
     *
     * @throws PipelineException {@link ErrorKind#FOLDER_IN_USE} when another process holds it,
     *     {@link ErrorKind#DISK_UNWRITABLE} when it cannot be written
     */
    public static StateFolder open(Path folder) {
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(
                            folder.resolve(FILE),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            try {
                if (tryLock(channel) == null) {
                    throw new PipelineException(
                            ErrorKind.FOLDER_IN_USE,
                            "another process runs applications with state folder " + folder);
                }
                return new StateFolder(channel, nameIn(channel));
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new PipelineException(
                    ErrorKind.DISK_UNWRITABLE,
                    "state folder " + folder + " cannot be used: " + e.getMessage(),
                    e);
        }
    }

    /** How this folder is called in consumer groups. */
    public String instanceName() {
        return instanceName;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // Held by this very process.
        }
    }

    private static String nameIn(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(NAME_BYTES_MAX);
        channel.read(bytes, 0);
        String name = StandardCharsets.US_ASCII.decode(bytes.flip()).toString().strip();
        if (!name.isEmpty()) {
            return name;
        }
        String fresh = UUID.randomUUID().toString();
        channel.write(StandardCharsets.US_ASCII.encode(fresh), 0);
        return fresh;
    }
}
