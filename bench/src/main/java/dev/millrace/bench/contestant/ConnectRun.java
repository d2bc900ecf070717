package dev.millrace.bench.contestant;

import dev.millrace.bench.process.ChildJvm;
import dev.millrace.bench.servers.BenchServers;
import dev.millrace.bench.topics.BenchTopic;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** Kafka Connect, standalone, with Debezium's connector for PostgreSQL. */
final class ConnectRun implements Running {

    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration SILENCE_MAX = Duration.ofSeconds(90);

    private final BenchServers servers;
    private final ChildJvm process;
    private final String topic;
    private final int changes;

    private ConnectRun(BenchServers servers, ChildJvm process, String topic, int changes) {
        this.servers = servers;
        this.process = process;
        this.topic = topic;
        this.changes = changes;
    }

    static ConnectRun start(BenchServers servers, String slot, boolean tuned, int changes) {
        try {
            Path folder = Files.createDirectories(servers.workFolder());
            Path worker =
                    write(
                            folder.resolve(slot + "-worker.properties"),
                            ConnectSettings.worker(
                                    servers.kafka(), folder.resolve(slot + ".offsets"), tuned));
            Path connector =
                    write(
                            folder.resolve(slot + "-connector.properties"),
                            ConnectSettings.connector(servers.capture(), slot, tuned));
            ChildJvm process =
                    ChildJvm.start(
                            "connect",
                            servers.logFolder(),
                            Contestants.CONNECT_JVM,
                            "org.apache.kafka.connect.cli.ConnectStandalone",
                            List.of(worker.toString(), connector.toString()),
                            Map.of());
            return new ConnectRun(
                    servers, process, Contestant.CONNECT.topic().orElseThrow(), changes);
        } catch (IOException e) {
            throw new PipelineException(
                    ErrorKind.DISK_UNWRITABLE, "the settings of Kafka Connect", e);
        }
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public Optional<Window> awaitEnd() throws InterruptedException {
        try (BenchTopic.Size size = BenchTopic.sizeOf(servers.kafka(), topic)) {
            long seen = 0;
            long newAt = System.nanoTime();
            while (seen < changes) {
                long now = size.offsets();
                if (now > seen) {
                    newAt = System.nanoTime();
                    seen = now;
                }
                if (!process.isAlive()) {
                    throw process.failure(
                            ErrorKind.TRANSIENT,
                            "ended after %d of %d changes".formatted(seen, changes));
                }
                if (System.nanoTime() - newAt > SILENCE_MAX.toNanos()) {
                    throw process.failure(
                            ErrorKind.TIMED_OUT,
                            "stands still after %d of %d changes, see %s"
                                    .formatted(seen, changes, servers.logFolder()));
                }
                Thread.sleep(LOOK);
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        process.terminate();
    }

    private static Path write(Path file, Properties properties) throws IOException {
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
        return file;
    }
}
