package dev.millrace.ingest.testing;

import dev.millrace.devstack.testsupport.JavaProcess;
import dev.millrace.ingest.Ingest;
import dev.millrace.ingest.IngestSettings;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.capture.CapturedTable.ReplicaIdentity;
import dev.millrace.schema.capture.CapturedTables;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.settings.Secret;
import dev.millrace.schema.topics.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Ingest in a process of its own, to be killed without a word. */
public final class IngestProcess implements AutoCloseable {

    private static final String ROW_BYTES_MAX = "millrace.test.row-bytes-max";
    private static final String STARTED = "ingest started";

    private final JavaProcess process;

    private IngestProcess(JavaProcess process) {
        this.process = process;
    }

    /** Starts it and waits until it has passed the start gate. */
    public static IngestProcess start(IngestSettings settings) {
        return start(settings, "-Xmx256m");
    }

    /** The same with a heap of this size, an option of the JVM. */
    public static IngestProcess start(IngestSettings settings, String heap) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                settings.capture().host(),
                                Integer.toString(settings.capture().port()),
                                settings.capture().database(),
                                settings.capture().user(),
                                settings.capture().password().reveal(),
                                settings.kafka().bootstrapServers(),
                                settings.slotName(),
                                settings.publication()));
        for (CapturedTable table : settings.tables()) {
            if (table.schema().equals("t")) {
                arguments.add(table.name());
                arguments.add(table.identity().name());
                arguments.add(String.join(",", table.key()));
            }
        }
        return new IngestProcess(
                JavaProcess.start(
                        IngestProcess.class,
                        List.of(
                                heap,
                                "-Dmillrace.test.log-reader=" + settings.logReader(),
                                "-D" + ROW_BYTES_MAX + "=" + settings.rowBytesMax()),
                        arguments,
                        STARTED));
    }

    /** Ends it in order. */
    public void stop() {
        process.stop(Duration.ofSeconds(30));
    }

    /** kill -9. */
    public void kill() {
        process.kill();
    }

    /** SIGSTOP. */
    public void suspend() {
        process.suspend();
    }

    /** SIGCONT. */
    public void resume() {
        process.resume();
    }

    /** What it printed so far. */
    public String output() {
        return process.output();
    }

    public ProcessHandle handle() {
        return process.handle();
    }

    @Override
    public void close() {
        kill();
    }

    /** The process itself; ends when its input does. */
    public static void main(String[] args) throws InterruptedException, IOException {
        List<CapturedTable> tables = new ArrayList<>();
        for (int i = 8; i < args.length; i += 3) {
            tables.add(
                    new CapturedTable(
                            "t",
                            args[i],
                            List.of(args[i + 2].split(",")),
                            Set.of(),
                            ReplicaIdentity.valueOf(args[i + 1]),
                            Optional.empty()));
        }
        tables.add(CapturedTables.get(CapturedTables.HEARTBEAT_TABLE));
        IngestSettings settings =
                new IngestSettings(
                                new DatabaseSettings(
                                        args[0],
                                        Integer.parseInt(args[1]),
                                        args[2],
                                        args[3],
                                        new Secret(args[4])),
                                new KafkaSettings(args[5], 2, (short) 1),
                                args[6],
                                args[7],
                                tables,
                                Duration.ofMillis(200),
                                Duration.ofSeconds(30),
                                TestSource.logReader())
                        .withBadRows(
                                false, Integer.getInteger(ROW_BYTES_MAX, Topics.ROW_BYTES_MAX));
        try (Ingest ingest = Ingest.start(settings)) {
            System.out.println(STARTED);
            System.in.readAllBytes();
            System.out.println(ingest.status());
        }
    }
}
