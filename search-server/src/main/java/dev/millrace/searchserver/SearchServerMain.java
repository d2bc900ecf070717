package dev.millrace.searchserver;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.opensearch.common.settings.Settings;
import org.opensearch.core.common.transport.TransportAddress;
import org.opensearch.http.HttpServerTransport;

/**
 * Runs a search server on loopback until standard input ends, so that it never outlives the process
 * that started it. Standard output carries one line, how the start went; everything else goes to
 * standard error.
 */
public final class SearchServerMain {

    /** Begins the line that says that the server answers; its address follows. */
    public static final String READY = "search server listens at ";

    /** Begins the line that says why it does not. */
    public static final String FAILED = "search server failed: ";

    private static final int OLDEST_JAVA = 21;
    private static final int REFRESHES_MAX = 4;

    private SearchServerMain() {}

    /**
     * @param arguments the folder of the data, and the port, 0 for any
     */
    public static void main(String[] arguments) throws IOException {
        int version = Runtime.version().feature();
        if (version < OLDEST_JAVA) {
            fail("it needs Java " + OLDEST_JAVA + " or later and was started by Java " + version);
            return;
        }
        try (ServerNode node =
                new ServerNode(settings(Path.of(arguments[0]), Integer.parseInt(arguments[1])))) {
            node.start();
            TransportAddress address =
                    node.injector()
                            .getInstance(HttpServerTransport.class)
                            .boundAddress()
                            .publishAddress();
            System.out.println(READY + address.getAddress() + ":" + address.getPort());
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (Exception e) {
            e.printStackTrace();
            fail(causes(e));
            return;
        }
        // Nothing that a library left running may keep the process alive.
        Runtime.getRuntime().halt(0);
    }

    private static Settings settings(Path folder, int port) {
        return Settings.builder()
                .put("cluster.name", "millrace")
                .put("node.name", "millrace")
                .put("discovery.type", "single-node")
                .put("path.home", folder.toString())
                .put("path.data", folder.resolve("data").toString())
                .put("path.logs", folder.resolve("logs").toString())
                .put("network.host", "127.0.0.1")
                .put("http.port", Integer.toString(port))
                .put("transport.port", "0")
                // The folder's disk is watched by who starts us; an index that a nearly full disk
                // makes read-only would stay so for minutes after there is room again.
                .put("cluster.routing.allocation.disk.threshold_enabled", false)
                .put("action.auto_create_index", false)
                .put("action.destructive_requires_name", false)
                // The serial collector leaves garbage until it needs the room: a breaker that
                // counts it would refuse requests that there is room for.
                .put("indices.breaker.total.use_real_memory", false)
                // An answer does not leave the machine: packing it would take longer than sending
                // it.
                .put("http.compression", false)
                // Of two processors the server would give one thread to the refreshes of all
                // indexes, where one that waits for the disk holds up the next.
                .put("thread_pool.refresh.max", REFRESHES_MAX)
                .put("node.processors", Math.min(2, Runtime.getRuntime().availableProcessors()))
                .build();
    }

    private static String causes(Throwable failure) {
        StringBuilder text = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            text.append(text.isEmpty() ? "" : "; ").append(cause);
        }
        return text.toString().replace('\n', ' ');
    }

    private static void fail(String reason) {
        System.out.println(FAILED + reason);
        System.out.flush();
        Runtime.getRuntime().halt(1);
    }
}
