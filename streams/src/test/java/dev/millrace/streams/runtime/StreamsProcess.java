package dev.millrace.streams.runtime;

import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.settings.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** Stores in a process of their own, to be killed or weighed. */
final class StreamsProcess {

    private StreamsProcess() {}

    /** All stores. */
    static Process start(KafkaSettings kafka, Path state, DatabaseSettings writer)
            throws IOException {
        return start(kafka, state, writer, Set.of(), List.of("-Xmx256m"));
    }

    /**
     * Some stores.
     *
     * @param stores their names; empty for all
     * @param memory options of the virtual machine
     */
    static Process start(
            KafkaSettings kafka,
            Path state,
            DatabaseSettings writer,
            Set<String> stores,
            List<String> memory)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(memory);
        command.addAll(
                List.of(
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
                        writer.password().reveal()));
        command.addAll(stores);
        return new ProcessBuilder(command).inheritIO().start();
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
        Set<String> stores = Set.copyOf(List.of(arguments).subList(7, arguments.length));
        try (StreamsRuntime streams =
                StreamsRuntime.start(
                        StreamsSettings.defaults(kafka, Path.of(arguments[1])).withStores(stores),
                        writer)) {
            new CountDownLatch(1).await();
        }
    }
}
