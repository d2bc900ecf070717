package dev.millrace.streams.runtime;

import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.settings.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** All stores in a process of their own, to be killed. */
final class StreamsProcess {

    private StreamsProcess() {}

    static Process start(KafkaSettings kafka, Path state, DatabaseSettings writer)
            throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StreamsProcess.class.getName(),
                        kafka.bootstrapServers(),
                        state.toString(),
                        writer.host(),
                        Integer.toString(writer.port()),
                        writer.database(),
                        writer.user(),
                        writer.password().reveal())
                .inheritIO()
                .start();
    }

    public static void main(String[] arguments) throws InterruptedException {
        KafkaSettings kafka = new KafkaSettings(arguments[0], 2, (short) 1);
        DatabaseSettings writer =
                new DatabaseSettings(
                        arguments[2],
                        Integer.parseInt(arguments[3]),
                        arguments[4],
                        arguments[5],
                        new Secret(arguments[6]));
        try (StreamsRuntime streams =
                StreamsRuntime.start(
                        StreamsSettings.defaults(kafka, Path.of(arguments[1])), writer)) {
            new CountDownLatch(1).await();
        }
    }
}
