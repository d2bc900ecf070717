package dev.millrace.bench.servers;

import dev.millrace.devstack.DevStack;
import dev.millrace.devstack.DevStackSettings;
import java.io.IOException;
import java.nio.file.Path;

/** The process of the servers; ends when its standard input does. */
final class ServersMain {

    static final String READY = "servers ready";

    private ServersMain() {}

    /** Runs both servers in the folder that the argument names. */
    public static void main(String[] arguments) throws IOException {
        try (DevStack stack = DevStack.start(DevStackSettings.in(Path.of(arguments[0])))) {
            System.out.println(READY + " " + stack.postgres().pid().orElseThrow());
            System.in.readAllBytes();
        }
        System.exit(0);
    }
}
