package dev.millrace.devstack;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * A process of its own that runs a stack, commits a row and a record, and then waits for its end.
 * On a signal it asks PostgreSQL once more before it stops the servers, as a program would that has
 * something to finish.
 */
final class StackProcess {

    static final String TOPIC = "kept";
    static final String WRITER = "writer";

    private final Process process;
    private final BufferedReader output;

    private StackProcess(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts it as the leader of a process group and waits until its row and record are there. */
    static StackProcess start(Path folder) throws IOException {
        // Whoever runs the tests in the background has it ignored, and a child inherits that.
        List<String> command = new ArrayList<>(List.of("setsid", "env", "--default-signal=INT"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StackProcess.class.getName(),
                        folder.toString()));
        StackProcess started =
                new StackProcess(
                        new ProcessBuilder(command)
                                .redirectError(ProcessBuilder.Redirect.INHERIT)
                                .start());
        started.awaitLine("ready");
        return started;
    }

    Process process() {
        return process;
    }

    /** Waits for a line of its output; empty when the output ends without it. */
    Optional<String> awaitLine(String start) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(start)) {
                return Optional.of(line);
            }
        }
        return Optional.empty();
    }

    public static void main(String[] arguments) throws Exception {
        DevStack stack = DevStack.start(DevStackSettings.in(Path.of(arguments[0])));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> finish(stack)));
        Sql.execute(stack.postgres(), "CREATE TABLE IF NOT EXISTS kept (n int)");
        Sql.execute(stack.postgres(), "INSERT INTO kept VALUES (7)");
        String bootstrapServers = stack.kafka().bootstrapServers();
        Records.createTopic(bootstrapServers, TOPIC);
        try (KafkaProducer<String, String> producer =
                Records.transactionalProducer(bootstrapServers, WRITER)) {
            Records.commit(producer, TOPIC, "seven");
            Records.write(producer, TOPIC, "never committed");
            System.out.println("ready");
            new CountDownLatch(1).await();
        }
    }

    private static void finish(DevStack stack) {
        try {
            System.out.println("finished " + Sql.value(stack.postgres(), "SELECT n FROM kept"));
        } catch (Exception e) {
            System.out.println("finished " + e);
        }
        stack.close();
    }
}
