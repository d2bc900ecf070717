package dev.millrace.devstack.testsupport;

import dev.millrace.devstack.EmbeddedKafkaBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * The embedded broker in a process of its own, which a test may kill or suspend. A start finds the
 * data and the port of the last one.
 */
public final class BrokerProcess implements AutoCloseable {

    private static final String READY = "broker listens at ";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path folder;
    private JavaProcess process;

    private BrokerProcess(Path folder) {
        this.folder = folder;
        this.process = launch(folder);
    }

    /** Starts a broker whose data is in this folder, and waits until it serves. */
    public static BrokerProcess start(Path folder) {
        return new BrokerProcess(folder);
    }

    /** Starts it again after {@link #stop} or {@link #kill}, on the same port. */
    public void startAgain() {
        String before = bootstrapServers();
        process = launch(folder);
        if (!bootstrapServers().equals(before)) {
            throw new IllegalStateException(
                    "the broker was at " + before + " and is at " + bootstrapServers());
        }
    }

    /** An orderly end. */
    public void stop() {
        process.stop(PATIENCE);
    }

    /** kill -9. */
    public void kill() {
        process.kill();
    }

    /** SIGSTOP: connections stay, nothing is answered. */
    public void suspend() {
        process.suspend();
    }

    /** SIGCONT. */
    public void resume() {
        process.resume();
    }

    /** Where clients connect: host and port. */
    public String bootstrapServers() {
        return process.output()
                .lines()
                .filter(line -> line.startsWith(READY))
                .map(line -> line.substring(READY.length()))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        process.close();
    }

    private static JavaProcess launch(Path folder) {
        return JavaProcess.start(
                BrokerProcess.class, List.of("-Xmx320m"), List.of(folder.toString()), READY);
    }

    /** The process itself; ends when its input does. */
    public static void main(String[] arguments) throws IOException {
        try (EmbeddedKafkaBroker broker =
                EmbeddedKafkaBroker.start(Path.of(arguments[0]), OptionalInt.empty())) {
            System.out.println(READY + broker.bootstrapServers());
            System.in.readAllBytes();
        }
        // Threads of a broker whose disk failed would keep the process alive.
        Runtime.getRuntime().halt(0);
    }
}
