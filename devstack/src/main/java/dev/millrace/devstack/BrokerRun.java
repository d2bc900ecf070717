package dev.millrace.devstack;

import dev.millrace.devstack.DevStackException.Kind;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
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

/** One run of the broker's code in this process, from its start to its stop or its death. */
final class BrokerRun {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerRun.class);
    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(8);
    private static final Duration FAILED_STOP_LIMIT = Duration.ofSeconds(3);

    private final Path folder;
    private final Runnable faultListener = this::gaveUp;
    private final CompletableFuture<Void> life = new CompletableFuture<>();
    private @Nullable KafkaRaftServer server;

    private BrokerRun(Path folder) {
        this.folder = folder;
    }

    /**
     * Starts the broker and waits until it serves.
     *
     * @param port where it is to listen, for the message
     * @throws DevStackException when it does not start; it is stopped then
     */
    static BrokerRun start(Path folder, int port, Map<String, String> settings) {
        BrokerRun run = new BrokerRun(folder);
        BrokerFaults.subscribe(run.faultListener);
        try {
            KafkaRaftServer server =
                    new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
            run.server = server;
            CompletableFuture<Void> started = inThread("kafka-start", server::startup);
            CompletableFuture.anyOf(started, run.life)
                    .get(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            return run;
        } catch (Exception e) {
            run.stopWithin(FAILED_STOP_LIMIT);
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw startFailure(folder, port, e);
        }
    }

    void stop() {
        stopWithin(failure().isPresent() ? FAILED_STOP_LIMIT : STOP_LIMIT);
    }

    Optional<DevStackException> failure() {
        return life.isCompletedExceptionally()
                        && life.exceptionNow() instanceof DevStackException failure
                ? Optional.of(failure)
                : Optional.empty();
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
        if (life.completeExceptionally(failure)) {
            LOG.atError().setCause(failure).log("Kafka gave up");
        }
    }

    /** A broker whose disk failed may never finish: then it is left to the end of the process. */
    private void stopWithin(Duration limit) {
        BrokerFaults.unsubscribe(faultListener);
        KafkaRaftServer stopping = server;
        if (stopping == null) {
            return;
        }
        CompletableFuture<Void> stopped =
                inThread(
                        "kafka-stop",
                        () -> {
                            stopping.shutdown();
                            stopping.awaitShutdown();
                        });
        try {
            stopped.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.atWarn().setCause(e).log("Kafka did not stop in order; its next start recovers");
        }
    }

    static DevStackException startFailure(Path folder, int port, Exception failure) {
        Throwable cause = failure;
        String text = "";
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof DevStackException known) {
                return known;
            }
            if (t instanceof BindException
                    || String.valueOf(t).contains("Address already in use")) {
                return Ports.inUse(EmbeddedKafkaBroker.NAME, port);
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
