package dev.millrace.schema.testing;

import dev.millrace.devstack.Durability;
import dev.millrace.devstack.EmbeddedPostgresServer;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.settings.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The PostgreSQL of a test run. Without a word it is an embedded one on a free port of the loopback
 * address that ends with the JVM. The environment variable {@code MILLRACE_TEST_POSTGRES} names
 * another, to test on other versions: {@code postgresql://admin:password@host:port/postgres}. Its
 * databases {@code migrated} and {@code test_<n>} are replaced, roles are added.
 */
final class TestServer {

    private static final DatabaseSettings ADMIN = start(System.getenv("MILLRACE_TEST_POSTGRES"));

    private TestServer() {}

    /** Database {@code postgres} of the server, seen by its superuser. */
    static DatabaseSettings admin() {
        return ADMIN;
    }

    /** A database of the server, seen by the server's superuser. */
    static DatabaseSettings settings(String database) {
        return new DatabaseSettings(
                ADMIN.host(), ADMIN.port(), database, ADMIN.user(), ADMIN.password());
    }

    private static DatabaseSettings start(@Nullable String address) {
        return address == null ? embedded() : at(URI.create(address));
    }

    private static DatabaseSettings embedded() {
        try {
            EmbeddedPostgresServer server =
                    EmbeddedPostgresServer.start(
                            Files.createTempDirectory("millrace-schema-"),
                            OptionalInt.empty(),
                            Durability.FAST);
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(server::closeAndDelete, "postgres-stop"));
            return new DatabaseSettings(
                    server.host(),
                    server.port(),
                    "postgres",
                    server.adminUser(),
                    new Secret(server.adminPassword()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DatabaseSettings at(URI address) {
        String[] login = Objects.requireNonNull(address.getUserInfo()).split(":", 2);
        return new DatabaseSettings(
                address.getHost(),
                address.getPort(),
                address.getPath().substring(1),
                login[0],
                new Secret(login[1]));
    }
}
