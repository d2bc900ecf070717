package dev.millrace.devstack;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.metadata.storage.Formatter;

/** The directory in which the embedded broker keeps its logs; its cluster id is drawn once. */
final class KafkaStorage {

    private static final String METADATA = Topic.CLUSTER_METADATA_TOPIC_PARTITION.toString();

    private final Path directory;

    private KafkaStorage(Path directory) {
        this.directory = directory;
    }

    /** The storage in this folder, formatted unless it is there; one that is there is complete. */
    static KafkaStorage formattedIn(Path folder) throws IOException {
        Path directory = folder.resolve("data");
        if (Files.isDirectory(directory)) {
            return new KafkaStorage(directory);
        }
        Path unfinished = folder.resolve("data-unfinished");
        DataFolder.delete(unfinished);
        Files.createDirectories(unfinished);
        format(unfinished);
        PostgresProgram.moveIntoPlace(unfinished, directory);
        return new KafkaStorage(directory);
    }

    Path directory() {
        return directory;
    }

    /** Whether a broker has run here before. */
    boolean hasRun() {
        return Files.isDirectory(directory.resolve(METADATA));
    }

    private static void format(Path directory) throws IOException {
        Formatter formatter =
                new Formatter()
                        .setPrintStream(
                                new PrintStream(
                                        OutputStream.nullOutputStream(),
                                        false,
                                        StandardCharsets.UTF_8))
                        .setNodeId(BrokerSettings.NODE_ID)
                        .setClusterId(Uuid.randomUuid().toString())
                        .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
                        .setMetadataLogDirectory(directory.toString())
                        .addDirectory(directory.toString());
        try {
            formatter.run();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
