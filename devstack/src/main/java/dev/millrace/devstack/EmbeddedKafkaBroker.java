package dev.millrace.devstack;

import dev.millrace.devstack.DevStackException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A real Kafka broker with its controller in this process, on loopback, its data in a folder. */
public final class EmbeddedKafkaBroker implements AutoCloseable {

    static final String NAME = "Kafka";

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafkaBroker.class);
    private static final String PORT_FILE = "port";

    private final Path folder;
    private final FolderLock lock;
    private final KafkaStorage storage;
    private volatile int port;
    private volatile @Nullable BrokerRun run;

    private EmbeddedKafkaBroker(Path folder, FolderLock lock) throws IOException {
        this.folder = folder;
        this.lock = lock;
        this.storage = KafkaStorage.formattedIn(folder);
    }

    /**
     * Starts the broker, with the data of the last run in this folder if there is any.
     *
     * @param folder created when missing
     * @param port the port it must have; empty: that of the last run if it is free, else any
     * @throws DevStackException when it cannot start; nothing is left running then
     */
    public static EmbeddedKafkaBroker start(Path folder, OptionalInt port) {
        Path real = DataFolder.prepare(folder);
        try {
            FolderLock lock =
                    FolderLock.acquire(real)
                            .orElseThrow(() ->
                                    new DevStackException(
                                            Kind.FOLDER_IN_USE,
                                            "Another process already runs Kafka in folder %s. Stop it, or choose another folder."
                                                    .formatted(real)));
            try {
                EmbeddedKafkaBroker broker = new EmbeddedKafkaBroker(real, lock);
                broker.startOnSome(port);
                return broker;
            } catch (Throwable t) {
                lock.close();
                throw t;
            }
        } catch (IOException e) {
            throw DataFolder.unwritable(real, e);
        }
    }

    /** Starts it again after {@link #stop}, on the same port and data; no effect when it runs. */
    public synchronized void start() {
        if (run != null) {
            return;
        }
        try {
            startOnSome(OptionalInt.of(port));
        } catch (IOException e) {
            throw DataFolder.unwritable(folder, e);
        }
    }

    /** Stops it; {@link #start()} brings it back. Clients should be closed before. */
    public synchronized void stop() {
        BrokerRun stopping = run;
        if (stopping != null) {
            run = null;
            stopping.stop();
            LOG.atInfo().addKeyValue("port", port).log("Kafka stopped");
        }
    }

    /** Stops it for good. */
    @Override
    public synchronized void close() {
        try {
            stop();
        } finally {
            lock.close();
        }
    }

    /** Where clients connect: host and port. */
    public String bootstrapServers() {
        return Ports.HOST + ":" + port;
    }

    public int port() {
        return port;
    }

    /** Why the broker died while it ran; empty as long as it lives or was stopped in order. */
    public Optional<DevStackException> failure() {
        BrokerRun current = run;
        return current == null ? Optional.empty() : current.failure();
    }

    private void startOnSome(OptionalInt asked) throws IOException {
        Ports.startOnSome(NAME, asked, folder.resolve(PORT_FILE), this::startOn);
    }

    private void startOn(int candidate) {
        long begin = System.nanoTime();
        if (storage.hasRun()) {
            FormerSession.end(folder, storage.directory());
        }
        run = BrokerRun.start(folder, candidate, BrokerSettings.of(storage.directory(), candidate));
        port = candidate;
        LOG.atInfo()
                .addKeyValue("port", port)
                .addKeyValue("folder", folder)
                .addKeyValue("millis", (System.nanoTime() - begin) / 1_000_000)
                .log("Kafka started");
    }
}
