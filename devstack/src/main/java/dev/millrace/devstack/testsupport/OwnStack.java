package dev.millrace.devstack.testsupport;

import dev.millrace.devstack.Durability;
import dev.millrace.devstack.EmbeddedPostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * A PostgreSQL and a Kafka of one test's own, each of which may be stopped or killed and started
 * again while the test goes on. What was committed survives; addresses stay the same.
 */
public final class OwnStack implements AutoCloseable {

    /** How a server ends. */
    public enum Ending {
        /** It is asked to and finishes what it has begun. */
        ORDERLY,
        /** PostgreSQL drops everything and recovers at its next start; Kafka knows no such end. */
        IMMEDIATE,
        /** kill -9 of all its processes. */
        KILLED
    }

    private final Path folder;
    private final EmbeddedPostgresServer postgres;
    private final BrokerProcess broker;

    private OwnStack(Path folder, EmbeddedPostgresServer postgres, BrokerProcess broker) {
        this.folder = folder;
        this.postgres = postgres;
        this.broker = broker;
    }

    /** Starts both in a temporary folder, which goes with them. */
    public static OwnStack start() {
        try {
            Path folder = Files.createTempDirectory("millrace-own-");
            EmbeddedPostgresServer postgres =
                    EmbeddedPostgresServer.start(
                            folder.resolve("postgres"), OptionalInt.empty(), Durability.FAST);
            try {
                return new OwnStack(folder, postgres, BrokerProcess.start(folder.resolve("kafka")));
            } catch (RuntimeException e) {
                postgres.closeAndDelete();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public EmbeddedPostgresServer postgres() {
        return postgres;
    }

    public BrokerProcess broker() {
        return broker;
    }

    /** Ends PostgreSQL and waits until none of its processes is left. */
    public void endPostgres(Ending ending) {
        switch (ending) {
            case ORDERLY -> {
                // The server's own stop, below.
            }
            case IMMEDIATE -> {
                List<ProcessHandle> all = processes();
                signal("QUIT", List.of(all.getFirst()));
                awaitEnd(all);
            }
            case KILLED -> {
                List<ProcessHandle> all = processes();
                signal("KILL", all);
                awaitEnd(all);
            }
        }
        postgres.stop();
    }

    /** Starts PostgreSQL again and waits until it has recovered. */
    public void startPostgres() {
        postgres.start();
    }

    /** Ends the broker and waits until it is gone. */
    public void endBroker(Ending ending) {
        switch (ending) {
            case ORDERLY -> broker.stop();
            case IMMEDIATE -> throw new IllegalArgumentException("Kafka cannot end " + ending);
            case KILLED -> broker.kill();
        }
    }

    /** Starts the broker again and waits until it serves. */
    public void startBroker() {
        broker.startAgain();
    }

    @Override
    public void close() {
        broker.close();
        postgres.closeAndDelete();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<ProcessHandle> processes() {
        ProcessHandle postmaster = ProcessHandle.of(postgres.pid().orElseThrow()).orElseThrow();
        return Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
    }

    private static void signal(String name, List<ProcessHandle> processes) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        processes.forEach(process -> command.add(Long.toString(process.pid())));
        try {
            // One that ended meanwhile makes kill complain, and is as ended as it should be.
            new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitEnd(List<ProcessHandle> processes) {
        processes.forEach(process -> process.onExit().join());
    }
}
