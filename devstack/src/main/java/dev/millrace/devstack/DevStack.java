package dev.millrace.devstack;

import dev.millrace.devstack.DevStackException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The two servers that the pipeline needs, real ones, run by this process on loopback: PostgreSQL
 * and Kafka. Their data outlives the process, the servers never do.
 */
public final class DevStack implements AutoCloseable {

    private final Path folder;
    private final FolderLock lock;
    private final EmbeddedPostgresServer postgres;
    private final EmbeddedKafkaBroker kafka;

    private DevStack(
            Path folder,
            FolderLock lock,
            EmbeddedPostgresServer postgres,
            EmbeddedKafkaBroker kafka) {
        this.folder = folder;
        this.lock = lock;
        this.postgres = postgres;
        this.kafka = kafka;
    }

    /**
     * Starts both servers, with the data of the last run in this folder if there is any.
     *
     * @throws DevStackException when one of them cannot start; nothing is left running then
     */
    public static DevStack start(DevStackSettings settings) {
        Path folder = DataFolder.prepare(settings.folder());
        try {
            FolderLock lock = FolderLock.acquire(folder).orElseThrow(() -> inUse(folder));
            try {
                Endpoints.removeFrom(folder);
                Ports.requireFree(EmbeddedPostgresServer.NAME, settings.postgresPort());
                Ports.requireFree(EmbeddedKafkaBroker.NAME, settings.kafkaPort());
                return startLocked(folder, lock, settings);
            } catch (Throwable t) {
                lock.close();
                throw t;
            }
        } catch (IOException e) {
            throw DataFolder.unwritable(folder, e);
        }
    }

    /** The addresses of the servers that some process, perhaps this one, runs in the folder. */
    public static Optional<Endpoints> running(Path folder) {
        try {
            return FolderLock.isHeld(folder) ? Endpoints.readFrom(folder) : Optional.empty();
        } catch (IOException e) {
            throw DataFolder.unwritable(folder, e);
        }
    }

    public EmbeddedPostgresServer postgres() {
        return postgres;
    }

    public EmbeddedKafkaBroker kafka() {
        return kafka;
    }

    /** The folder that holds everything, absolute. */
    public Path folder() {
        return folder;
    }

    /** Why one of the servers died while it ran; empty as long as both live. */
    public Optional<DevStackException> failure() {
        return kafka.failure().or(postgres::failure);
    }

    /**
     * What on the side of the servers explains a failure that somebody met who uses them: that one
     * of them died, or a full disk that it has survived.
     */
    public Optional<DevStackException> explanation() {
        return failure().or(postgres::diskFailure);
    }

    /** Stops both servers; close those who use them first. */
    @Override
    public void close() {
        try (lock;
                postgres;
                kafka) {
            Endpoints.removeFrom(folder);
        } catch (IOException e) {
            throw DataFolder.unwritable(folder, e);
        }
    }

    /** Stops both servers and deletes the folder with all their data. */
    public void closeAndDelete() {
        close();
        try {
            DataFolder.delete(folder);
        } catch (IOException e) {
            throw DataFolder.unwritable(folder, e);
        }
    }

    private static DevStack startLocked(Path folder, FolderLock lock, DevStackSettings settings)
            throws IOException {
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            CompletableFuture<EmbeddedKafkaBroker> kafka =
                    CompletableFuture.supplyAsync(
                            () ->
                                    EmbeddedKafkaBroker.start(
                                            folder.resolve("kafka"), settings.kafkaPort()),
                            executor);
            EmbeddedPostgresServer postgres;
            try {
                postgres =
                        EmbeddedPostgresServer.start(
                                folder.resolve("postgres"),
                                settings.postgresPort(),
                                settings.durability());
            } catch (Throwable t) {
                kafka.handle((broker, failure) -> closed(broker)).join();
                throw t;
            }
            return joined(folder, lock, postgres, kafka);
        }
    }

    private static DevStack joined(
            Path folder,
            FolderLock lock,
            EmbeddedPostgresServer postgres,
            CompletableFuture<EmbeddedKafkaBroker> kafka)
            throws IOException {
        try {
            DevStack stack = new DevStack(folder, lock, postgres, kafka.join());
            try {
                new Endpoints(
                                ProcessHandle.current().pid(),
                                postgres.port(),
                                stack.kafka.bootstrapServers(),
                                postgres.adminPasswordFile())
                        .writeTo(folder);
            } catch (IOException e) {
                stack.kafka.close();
                throw e;
            }
            return stack;
        } catch (CompletionException e) {
            postgres.close();
            throw e.getCause() instanceof DevStackException known ? known : e;
        } catch (IOException e) {
            postgres.close();
            throw e;
        }
    }

    private static boolean closed(@Nullable EmbeddedKafkaBroker broker) {
        if (broker != null) {
            broker.close();
        }
        return true;
    }

    private static DevStackException inUse(Path folder) {
        String where;
        try {
            where =
                    Endpoints.readFrom(folder)
                            .map(other ->
                                    " (process %d, PostgreSQL on %s:%d, Kafka on %s)"
                                            .formatted(
                                                    other.pid(),
                                                    Ports.HOST,
                                                    other.postgresPort(),
                                                    other.kafkaBootstrapServers()))
                            .orElse(" (it is still starting, or stopping)");
        } catch (IOException e) {
            where = "";
        }
        return new DevStackException(
                Kind.FOLDER_IN_USE,
                "Another process already runs its servers in folder %s%s. Use those, stop it, or choose another folder."
                        .formatted(folder, where));
    }
}
