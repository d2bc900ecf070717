package dev.millrace.devstack;

import dev.millrace.devstack.DevStackException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;

/** Chooses the loopback port of one server, and remembers it in the server's folder. */
final class Ports {

    static final String HOST = "127.0.0.1";

    /*
     * Below the range from which systems take the ports of outgoing connections: while a server is
     * stopped, a client that keeps trying to reach it must not be given the server's own port.
     */
    private static final int FIRST = 20_000;
    private static final int BEYOND_LAST = 32_000;
    private static final int ATTEMPTS = 200;
    private static final int START_ATTEMPTS = 5;

    private Ports() {}

    /** A start of a server on a port; throws PORT_IN_USE when that is taken. */
    interface StartOnPort {
        void on(int port) throws IOException;
    }

    /**
     * Starts the server on the port that was asked for, else on the one in the file if that is
     * free, else on any; remembers it. Between the look at a port and its use others can take it,
     * hence the attempts.
     */
    static void startOnSome(String server, OptionalInt asked, Path memory, StartOnPort start)
            throws IOException {
        for (int attempt = 1; ; attempt++) {
            int port = attempt == 1 || asked.isPresent() ? choose(server, asked, memory) : free();
            try {
                start.on(port);
                remember(memory, port);
                return;
            } catch (DevStackException e) {
                if (e.kind() != Kind.PORT_IN_USE || attempt == START_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /**
     * The port that was asked for, else the one in the file, else any free one.
     *
     * @throws DevStackException PORT_IN_USE when the port that was asked for is taken
     */
    static int choose(String server, OptionalInt asked, Path memory) {
        if (asked.isPresent()) {
            requireFree(server, asked);
            return asked.getAsInt();
        }
        OptionalInt remembered = recall(memory);
        return remembered.isPresent() && isFree(remembered.getAsInt())
                ? remembered.getAsInt()
                : free();
    }

    /** Throws PORT_IN_USE when a port was asked for and is taken. */
    static void requireFree(String server, OptionalInt asked) {
        if (asked.isPresent() && !isFree(asked.getAsInt())) {
            throw inUse(server, asked.getAsInt());
        }
    }

    /** A free port other than these. */
    static int free(Integer... except) {
        List<Integer> excepted = List.of(except);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, BEYOND_LAST);
            if (!excepted.contains(port) && isFree(port)) {
                return port;
            }
        }
        throw new DevStackException(
                Kind.PORT_IN_USE,
                "No free port was found on %s between %d and %d. Ask for a port."
                        .formatted(HOST, FIRST, BEYOND_LAST - 1));
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(HOST), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void remember(Path memory, int port) throws IOException {
        Files.writeString(memory, port + "\n");
    }

    static DevStackException inUse(String server, int port) {
        return new DevStackException(
                Kind.PORT_IN_USE,
                "Port %d on %s is in use (or not permitted), so %s cannot listen there. Stop the program that uses it, or choose another port."
                        .formatted(port, HOST, server));
    }

    private static OptionalInt recall(Path memory) {
        try {
            int port = Integer.parseInt(Files.readString(memory).strip());
            return port > 0 && port <= 65_535 ? OptionalInt.of(port) : OptionalInt.empty();
        } catch (IOException | NumberFormatException e) {
            return OptionalInt.empty();
        }
    }
}
