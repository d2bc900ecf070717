package dev.millrace.bench.derived.solution;

import dev.millrace.bench.servers.BenchServers;
import dev.millrace.devstack.Durability;
import dev.millrace.devstack.EmbeddedPostgresServer;
import java.sql.SQLException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The hot standby from which the log is read. Its files are not synced: on a machine of its own it
 * has a disk of its own, here the database would wait for it.
 */
final class LogStandby {

    private static final String NAME = "bench_standby";

    private final BenchServers servers;
    private @Nullable EmbeddedPostgresServer server;

    LogStandby(BenchServers servers) {
        this.servers = servers;
    }

    /** Starts it, with what it had when it stopped, and gives its port. */
    int start() {
        EmbeddedPostgresServer known = server;
        if (known == null) {
            known =
                    EmbeddedPostgresServer.startStandby(
                            servers.databaseFolder(),
                            servers.admin().port(),
                            servers.workFolder().resolve("standby"),
                            NAME,
                            Durability.FAST);
            server = known;
        } else {
            known.start();
        }
        return known.port();
    }

    OptionalLong pid() {
        EmbeddedPostgresServer known = server;
        return known == null ? OptionalLong.empty() : known.pid();
    }

    void stop() {
        EmbeddedPostgresServer known = server;
        if (known != null) {
            known.stop();
        }
    }

    void close() throws SQLException {
        EmbeddedPostgresServer known = server;
        if (known != null) {
            known.closeAndDelete();
            Slots.drop(servers, NAME);
        }
    }
}
