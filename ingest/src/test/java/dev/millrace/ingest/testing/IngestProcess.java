package dev.millrace.ingest.testing;

import dev.millrace.ingest.Ingest;
import dev.millrace.ingest.IngestSettings;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.capture.CapturedTable.ReplicaIdentity;
import dev.millrace.schema.capture.CapturedTables;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.settings.Secret;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Ingest in a process of its own, to be killed without a word. */
public final class IngestProcess implements AutoCloseable {

    private static final String STARTED = "ingest started";

    private final Process process;
    private final List<String> said;

    private IngestProcess(Process process, List<String> said) {
        this.process = process;
        this.said = said;
    }

    /** Starts it and waits until it has passed the start gate. */
    public static IngestProcess start(IngestSettings settings) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dmillrace.test.log-reader=" + settings.logReader(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        IngestProcess.class.getName(),
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
                command.add(table.name());
                command.add(table.identity().name());
                command.add(String.join(",", table.key()));
            }
        }
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            BufferedReader output =
                    new BufferedReader(
                            new InputStreamReader(
                                    process.getInputStream(), StandardCharsets.UTF_8));
            List<String> said = new CopyOnWriteArrayList<>();
            String line;
            while ((line = output.readLine()) != null) {
                said.add(line);
                if (line.equals(STARTED)) {
                    Thread.ofPlatform().daemon().start(() -> output.lines().forEach(said::add));
                    return new IngestProcess(process, said);
                }
            }
            throw new IllegalStateException("ingest did not start: " + String.join("\n", said));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** kill -9. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What it printed so far. */
    public String output() {
        return String.join("\n", said);
    }

    public ProcessHandle handle() {
        return process.toHandle();
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
                        false,
                        TestSource.logReader());
        try (Ingest ingest = Ingest.start(settings)) {
            System.out.println(STARTED);
            System.in.readAllBytes();
            System.out.println(ingest.status());
        }
    }
}
