package dev.millrace.devstack;

import dev.millrace.devstack.DevStackException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real search server on loopback, its data in a folder: OpenSearch with a shim, so that the
 * official Elasticsearch client runs against it unmodified. It is a process of its own, with a
 * class path of its own, and ends with this process, however that ends.
 */
public final class EmbeddedSearchServer implements AutoCloseable {

    static final String NAME = "the search server";

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedSearchServer.class);
    private static final String PORT_FILE = "port";

    private final Path folder;
    private final FolderLock lock;
    private final SearchProcess process;
    private volatile int port;
    private volatile boolean running;

    private EmbeddedSearchServer(Path folder, FolderLock lock) {
        this.folder = folder;
        this.lock = lock;
        this.process = new SearchProcess(folder);
    }

    /**
     * Starts the server, with the data of the last run in this folder if there is any.
     *
     * @param folder created when missing
     * @param port the port it must have; empty: that of the last run if it is free, else any
     * @throws DevStackException when it cannot start; nothing is left running then
     */
    public static EmbeddedSearchServer start(Path folder, OptionalInt port) {
        Path real = DataFolder.prepare(folder);
        try {
            FolderLock lock =
                    FolderLock.acquire(real)
                            .orElseThrow(() ->
                                    new DevStackException(
                                            Kind.FOLDER_IN_USE,
                                            "Another process already runs the search server in folder %s. Stop it, or choose another folder."
                                                    .formatted(real)));
            try {
                EmbeddedSearchServer server = new EmbeddedSearchServer(real, lock);
                Ports.startOnSome(NAME, port, real.resolve(PORT_FILE), server::startOn);
                return server;
            } catch (Throwable t) {
                lock.close();
                throw t;
            }
        } catch (IOException e) {
            throw DataFolder.unwritable(real, e);
        }
    }

    /**
     * Starts it again after {@link #stop}, or when it has ended by itself, on the same port and
     * data; no effect when it runs.
     */
    public synchronized void start() {
        if (running && process.pid().isPresent()) {
            return;
        }
        try {
            Ports.startOnSome(NAME, OptionalInt.of(port), folder.resolve(PORT_FILE), this::startOn);
        } catch (IOException e) {
            throw DataFolder.unwritable(folder, e);
        }
    }

    /** Stops it in order; {@link #start()} brings it back. No effect when it does not run. */
    public synchronized void stop() {
        if (running) {
            running = false;
            process.stop();
            LOG.atInfo().addKeyValue("port", port).log("search server stopped");
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

    /** Stops it for good and deletes its folder: for tests and other passing uses. */
    public void closeAndDelete() {
        close();
        try {
            DataFolder.delete(folder);
        } catch (IOException e) {
            throw DataFolder.unwritable(folder, e);
        }
    }

    /** Where clients connect. */
    public String url() {
        return "http://" + Ports.HOST + ":" + port;
    }

    public int port() {
        return port;
    }

    /** The server's process id, empty when it does not run. */
    public OptionalLong pid() {
        return process.pid();
    }

    /** Why the server died while it ran; empty as long as it lives or was stopped in order. */
    public synchronized Optional<DevStackException> failure() {
        return running && process.pid().isEmpty()
                ? Optional.of(
                        SearchFailure.of(folder, port, "has ended by itself", process.logged()))
                : Optional.empty();
    }

    private void startOn(int candidate) throws IOException {
        long begin = System.nanoTime();
        if (process.start(candidate) instanceof SearchProcess.Outcome.Failed(String reason)) {
            throw SearchFailure.of(folder, candidate, "does not start", reason);
        }
        port = candidate;
        running = true;
        LOG.atInfo()
                .addKeyValue("port", port)
                .addKeyValue("folder", folder)
                .addKeyValue("millis", (System.nanoTime() - begin) / 1_000_000)
                .log("search server started");
    }
}
