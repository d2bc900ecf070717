package dev.millrace.bench.contestant;

import dev.millrace.bench.servers.BenchServers;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.settings.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** How a contestant's process is told where the servers are and which slot is its own. */
public final class ChildArguments {

    private static final String PASSWORD = "MILLRACE_BENCH_PASSWORD";
    private static final int FIXED = 7;

    private ChildArguments() {}

    public static List<String> of(BenchServers servers, String slot, String... rest) {
        List<String> arguments = new ArrayList<>();
        arguments.add(servers.capture().host());
        arguments.add(Integer.toString(servers.capture().port()));
        arguments.add(servers.capture().database());
        arguments.add(servers.capture().user());
        arguments.add(servers.kafka().bootstrapServers());
        arguments.add(Integer.toString(servers.kafka().partitions()));
        arguments.add(slot);
        arguments.addAll(Arrays.asList(rest));
        return arguments;
    }

    /** The password is not for other users of the machine to read. */
    public static Map<String, String> environment(BenchServers servers) {
        return Map.of(PASSWORD, servers.capture().password().reveal());
    }

    public static DatabaseSettings capture(String[] arguments) {
        return new DatabaseSettings(
                arguments[0],
                Integer.parseInt(arguments[1]),
                arguments[2],
                arguments[3],
                new Secret(System.getenv().getOrDefault(PASSWORD, "")));
    }

    public static KafkaSettings kafka(String[] arguments) {
        return new KafkaSettings(arguments[4], Integer.parseInt(arguments[5]), (short) 1);
    }

    public static String slot(String[] arguments) {
        return arguments[6];
    }

    public static List<String> rest(String[] arguments) {
        return List.of(arguments).subList(FIXED, arguments.length);
    }

    public static void awaitEndOfInput() {
        try {
            System.in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
