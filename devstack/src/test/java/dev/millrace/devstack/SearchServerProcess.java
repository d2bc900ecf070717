package dev.millrace.devstack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;

/** A process of its own that runs a search server until its input ends. */
final class SearchServerProcess {

    static final String READY = "runs the search server at ";

    private SearchServerProcess() {}

    public static void main(String[] arguments) throws IOException {
        try (EmbeddedSearchServer server =
                EmbeddedSearchServer.start(Path.of(arguments[0]), OptionalInt.empty())) {
            System.out.println(READY + server.url());
            System.in.readAllBytes();
        }
    }
}
