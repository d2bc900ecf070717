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
 * The servers that the pipeline needs, real ones, run by this process on loopback: PostgreSQL,
 * Kafka and, when it is asked for, a search server. Their data outlives the process, the servers
 * never do.
 */
public final class DevStack implements AutoCloseable {

    private final Path folder;
    private final FolderLock lock;
    private final EmbeddedPostgresServer postgres;
    private final EmbeddedKafkaBroker kafka;
    private final @Nullable EmbeddedSearchServer search;

    private DevStack(
            Path folder,
            FolderLock lock,
            EmbeddedPostgresServer postgres,
            EmbeddedKafkaBroker kafka,
            @Nullable EmbeddedSearchServer search) {
        this.folder = folder;
        this.lock = lock;
        this.postgres = postgres;
        this.kafka = kafka;
        this.search = search;
    }

    /**
     * Starts the servers, with the data of the last run in this folder if there is any.
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
                Ports.requireFree(EmbeddedSearchServer.NAME, settings.searchPort());
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

    /** The search server; empty when none was asked for. */
    public Optional<EmbeddedSearchServer> search() {
        return Optional.ofNullable(search);
    }

    /** The folder that holds everything, absolute. */
    public Path folder() {
        return folder;
    }

    /**
     * Why PostgreSQL or Kafka died while it ran; empty as long as both live. Without the search
     * server everything else goes on, so its death is {@link EmbeddedSearchServer#failure() its
     * own}.
     */
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

    /** Stops the servers; close those who use them first. */
    @Override
    public void close() {
        // Beside the others: each may take some seconds.
        CompletableFuture<Void> searchEnds =
                search == null
                        ? CompletableFuture.completedFuture(null)
                        : CompletableFuture.runAsync(
                                search::close, stop -> Thread.ofVirtual().start(stop));
        try (lock;
                postgres;
                kafka) {
            Endpoints.removeFrom(folder);
        } catch (IOException e) {
            throw DataFolder.unwritable(folder, e);
        } finally {
            searchEnds.join();
        }
    }

    /** Stops the servers and deletes the folder with all their data. */
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
        try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
            CompletableFuture<EmbeddedKafkaBroker> kafka =
                    CompletableFuture.supplyAsync(
                            () ->
                                    EmbeddedKafkaBroker.start(
                                            folder.resolve("kafka"), settings.kafkaPort()),
                            executor);
            CompletableFuture<@Nullable EmbeddedSearchServer> search =
                    CompletableFuture.supplyAsync(() -> startedSearch(folder, settings), executor);
            EmbeddedPostgresServer postgres = null;
            try {
                postgres =
                        EmbeddedPostgresServer.start(
                                folder.resolve("postgres"),
                                settings.postgresPort(),
                                settings.durability());
                DevStack stack = new DevStack(folder, lock, postgres, kafka.join(), search.join());
                stack.endpoints().writeTo(folder);
                return stack;
            } catch (Throwable t) {
                kafka.handle((server, failure) -> closed(server)).join();
                search.handle((server, failure) -> closed(server)).join();
                boolean _ = closed(postgres);
                throw t;
            }
        } catch (CompletionException e) {
            throw e.getCause() instanceof DevStackException known ? known : e;
        }
    }

    private static @Nullable EmbeddedSearchServer startedSearch(
            Path folder, DevStackSettings settings) {
        return settings.search()
                ? EmbeddedSearchServer.start(folder.resolve("search-server"), settings.searchPort())
                : null;
    }

    private Endpoints endpoints() {
        return new Endpoints(
                ProcessHandle.current().pid(),
                postgres.port(),
                kafka.bootstrapServers(),
                postgres.adminPasswordFile(),
                search().map(EmbeddedSearchServer::url));
    }

    private static boolean closed(@Nullable AutoCloseable server) {
        try {
            if (server != null) {
                server.close();
            }
            return true;
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("a server that was started does not close", e);
        }
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
