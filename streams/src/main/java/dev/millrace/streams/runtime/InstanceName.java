package dev.millrace.streams.runtime;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * The name under which this state folder takes part in consumer groups.
 *
 * <p>It outlives the process: after a kill the next one takes its predecessor's place at once,
 * instead of waiting until the group has missed it.
 */
final class InstanceName {

    private static final String FILE = "instance-name";

    private InstanceName() {}

    /**
     * Reads the folder's name, or gives it one.
     *
     * @throws PipelineException {@link ErrorKind#DISK_UNWRITABLE}
     */
    static String of(Path stateFolder) {
        Path file = stateFolder.resolve(FILE);
        try {
            Files.createDirectories(stateFolder);
            if (Files.exists(file)) {
                String name = Files.readString(file).strip();
                if (!name.isEmpty()) {
                    return name;
                }
            }
            String name = UUID.randomUUID().toString();
            Files.writeString(file, name);
            return name;
        } catch (IOException e) {
            throw new PipelineException(
                    ErrorKind.DISK_UNWRITABLE,
                    "state folder " + stateFolder + " cannot be used: " + e.getMessage(),
                    e);
        }
    }
}
