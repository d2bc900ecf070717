package dev.millrace.bench.servers;

import dev.millrace.devstack.DevStack;
import dev.millrace.devstack.DevStackSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** The process of the servers; ends when its standard input does. */
final class ServersMain {

    static final String READY = "servers ready";

    /** Behind the folder, asks for a search server as well. */
    static final String SEARCH = "search";

    private ServersMain() {}

    /** Runs the servers in the folder that the argument names. */
    public static void main(String[] arguments) throws IOException {
        DevStackSettings settings = DevStackSettings.in(Path.of(arguments[0]));
        if (List.of(arguments).contains(SEARCH)) {
            settings = settings.withSearch(OptionalInt.empty());
        }
        try (DevStack stack = DevStack.start(settings)) {
            String pids = Long.toString(stack.postgres().pid().orElseThrow());
            if (stack.search().isPresent()) {
                pids += " " + stack.search().get().pid().orElseThrow();
            }
            System.out.println(READY + " " + pids);
            System.in.readAllBytes();
        }
        System.exit(0);
    }
}
