package dev.millrace.launcher.pipeline;

import dev.millrace.batch.backup.ScratchServers.Scratch;
import dev.millrace.devstack.Durability;
import dev.millrace.devstack.EmbeddedPostgresServer;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.settings.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.util.OptionalInt;

/** The PostgreSQL that comes with this program, for a moment, in a folder that goes with it. */
final class ScratchPostgres implements Scratch {

    private static final String MAINTENANCE_DATABASE = "postgres";

    private final EmbeddedPostgresServer server;

    private ScratchPostgres(EmbeddedPostgresServer server) {
        this.server = server;
    }

    static Scratch start() {
        try {
            return new ScratchPostgres(
                    EmbeddedPostgresServer.start(
                            Files.createTempDirectory("millrace-scratch-"),
                            OptionalInt.empty(),
                            Durability.FAST));
        } catch (IOException e) {
            throw new PipelineException(
                    ErrorKind.DISK_UNWRITABLE,
                    "no folder for a server to restore into can be made: " + e.getMessage(),
                    e);
        }
    }

    @Override
    public DatabaseSettings admin() {
        return new DatabaseSettings(
                server.host(),
                server.port(),
                MAINTENANCE_DATABASE,
                server.adminUser(),
                new Secret(server.adminPassword()));
    }

    @Override
    public void close() {
        server.closeAndDelete();
    }
}
