package dev.millrace.devstack;

import dev.millrace.devstack.DevStackException.Kind;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A real Kafka broker with its controller in this process, on loopback, its data in a folder. */
public final class EmbeddedKafkaBroker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafkaBroker.class);
    private static final String NAME = "Kafka";
    private static final int PORT_ATTEMPTS = 5;
    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(8);
    private static final Duration FAILED_STOP_LIMIT = Duration.ofSeconds(3);

    private final Path folder;
    private final OptionalInt askedPort;
    private final FolderLock lock;
    private final Path data;
    private final Runnable faultListener = this::gaveUp;
    private int port;
    private @Nullable KafkaRaftServer server;
    private volatile CompletableFuture<Void> life = new CompletableFuture<>();

    private EmbeddedKafkaBroker(Path folder, OptionalInt askedPort, FolderLock lock)
            throws IOException {
        this.folder = folder;
        this.askedPort = askedPort;
        this.lock = lock;
        this.data = KafkaStorage.formattedIn(folder);
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
                EmbeddedKafkaBroker broker = new EmbeddedKafkaBroker(real, port, lock);
                broker.startOnSomePort();
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
        if (server == null) {
            startOn(Ports.choose(NAME, OptionalInt.of(port), folder));
        }
    }

    /** Stops it; {@link #start()} brings it back. Clients should be closed before. */
    public synchronized void stop() {
        KafkaRaftServer running = server;
        if (running == null) {
            return;
        }
        server = null;
        BrokerFaults.unsubscribe(faultListener);
        shutDown(running, failure().isPresent() ? FAILED_STOP_LIMIT : STOP_LIMIT);
        LOG.atInfo().addKeyValue("port", port).log("Kafka stopped");
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
        return life.isCompletedExceptionally()
                        && life.exceptionNow() instanceof DevStackException failure
                ? Optional.of(failure)
                : Optional.empty();
    }

    private void startOnSomePort() throws IOException {
        Path memory = folder.resolve("port");
        for (int attempt = 1; ; attempt++) {
            int candidate = attempt == 1 ? Ports.choose(NAME, askedPort, memory) : Ports.free();
            try {
                startOn(candidate);
                Ports.remember(memory, candidate);
                return;
            } catch (DevStackException e) {
                boolean anotherMayDo = askedPort.isEmpty() && attempt < PORT_ATTEMPTS;
                if (e.kind() != Kind.PORT_IN_USE || !anotherMayDo) {
                    throw e;
                }
            }
        }
    }

    private void startOn(int candidate) {
        long begin = System.nanoTime();
        life = new CompletableFuture<>();
        BrokerFaults.subscribe(faultListener);
        @Nullable KafkaRaftServer starting = null;
        try {
            KafkaRaftServer created =
                    new KafkaRaftServer(
                            new KafkaConfig(
                                    BrokerSettings.of(data, candidate, Ports.free()), false),
                            Time.SYSTEM);
            starting = created;
            CompletableFuture<Void> started = inThread("kafka-start", created::startup);
            CompletableFuture.anyOf(started, life)
                    .get(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (Exception e) {
            BrokerFaults.unsubscribe(faultListener);
            if (starting != null) {
                shutDown(starting, FAILED_STOP_LIMIT);
            }
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw startFailure(e, candidate);
        }
        server = starting;
        port = candidate;
        LOG.atInfo()
                .addKeyValue("port", port)
                .addKeyValue("folder", folder)
                .addKeyValue("millis", (System.nanoTime() - begin) / 1_000_000)
                .log("Kafka started");
    }

    private void gaveUp() {
        DevStackException failure;
        try {
            DataFolder.prepare(folder);
            failure =
                    new DevStackException(
                            Kind.CANNOT_START,
                            "Kafka in folder %s gave up; its log tells why.".formatted(folder));
        } catch (DevStackException e) {
            failure = e;
        }
        life.completeExceptionally(failure);
    }

    private DevStackException startFailure(Exception failure, int candidate) {
        Throwable cause = failure;
        String text = "";
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof DevStackException known) {
                return known;
            }
            if (t instanceof BindException
                    || String.valueOf(t).contains("Address already in use")) {
                return Ports.inUse(NAME, candidate);
            }
            if (!(t instanceof ExecutionException)) {
                text = text + t + "\n";
                cause = t;
            }
        }
        return DataFolder.tellsOfDisk(text)
                ? DataFolder.unwritable(folder, new IOException(text.strip(), cause))
                : new DevStackException(
                        Kind.CANNOT_START,
                        "Kafka in folder %s does not start: %s".formatted(folder, text.strip()),
                        failure);
    }

    /** A broker whose disk failed may never finish: then it is left to the end of the process. */
    private static void shutDown(KafkaRaftServer server, Duration limit) {
        CompletableFuture<Void> stopped =
                inThread(
                        "kafka-stop",
                        () -> {
                            server.shutdown();
                            server.awaitShutdown();
                        });
        try {
            stopped.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.atWarn().setCause(e).log("Kafka did not stop in order; it recovers at its start");
        }
    }

    private static CompletableFuture<Void> inThread(String name, Runnable work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread.ofPlatform()
                .name(name)
                .daemon()
                .start(() -> {
                    try {
                        work.run();
                        done.complete(null);
                    } catch (Throwable t) {
                        done.completeExceptionally(t);
                    }
                });
        return done;
    }
}
