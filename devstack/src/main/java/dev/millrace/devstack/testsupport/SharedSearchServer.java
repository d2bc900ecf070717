package dev.millrace.devstack.testsupport;

import dev.millrace.devstack.EmbeddedSearchServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.OptionalInt;

/**
 * One search server for all tests of a JVM, in a temporary folder, started by the first test that
 * asks. Tests keep apart by the names of their indexes.
 */
public final class SharedSearchServer {

    private static final class Holder {
        static final EmbeddedSearchServer INSTANCE = start();
    }

    private SharedSearchServer() {}

    /** The server of this JVM, started now if nobody asked before. */
    public static EmbeddedSearchServer get() {
        return Holder.INSTANCE;
    }

    private static EmbeddedSearchServer start() {
        try {
            EmbeddedSearchServer server =
                    EmbeddedSearchServer.start(
                            Files.createTempDirectory("millrace-search-"), OptionalInt.empty());
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(server::closeAndDelete, "shared-search-stop"));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
