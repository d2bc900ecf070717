package dev.millrace.launcher.pipeline;

import dev.millrace.devstack.DevStack;
import dev.millrace.devstack.EmbeddedPostgresServer;
import dev.millrace.devstack.EmbeddedSearchServer;
import dev.millrace.devstack.Endpoints;
import dev.millrace.launcher.settings.MillraceSettings;
import dev.millrace.launcher.settings.MillraceSettings.Role;
import dev.millrace.launcher.settings.MillraceSettings.Servers;
import dev.millrace.launcher.settings.MillraceSettings.Servers.Standby;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.settings.Secret;
import dev.millrace.schema.settings.Tls;
import dev.millrace.search.connection.SearchSettings;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * Where the servers are and how each role logs in.
 *
 * @param host of PostgreSQL
 * @param port of PostgreSQL
 * @param database the application database
 * @param standby a hot standby of it, from which the log is read; empty when from itself
 * @param tls how connections to PostgreSQL are secured
 * @param passwords of the login roles
 * @param admin a superuser on the server's maintenance database; empty when none is configured
 * @param kafka the broker and the layout of topics
 * @param search the search server; empty when there are no indexes
 */
public record Connections(
        String host,
        int port,
        String database,
        Optional<Standby> standby,
        Tls tls,
        Map<Role, Secret> passwords,
        Optional<DatabaseSettings> admin,
        KafkaSettings kafka,
        Optional<SearchSettings> search) {

    private static final String MAINTENANCE_DATABASE = "postgres";
    private static final String DATABASE = "app";
    private static final String EMBEDDED_HOST = "127.0.0.1";
    private static final String EMBEDDED_ADMIN = "postgres";

    public Connections {
        passwords = Map.copyOf(passwords);
    }

    /** The application database, seen by this role. */
    public DatabaseSettings as(Role role) {
        Secret password = passwords.getOrDefault(role, new Secret(""));
        return new DatabaseSettings(host, port, database, role.roleName(), password, tls);
    }

    /** The server whose log is read and which keeps the slot, seen by this role. */
    public DatabaseSettings logAs(Role role) {
        DatabaseSettings itself = as(role);
        return standby.map(server ->
                        new DatabaseSettings(
                                server.host(),
                                server.port(),
                                itself.database(),
                                itself.user(),
                                itself.password(),
                                itself.tls()))
                .orElse(itself);
    }

    /**
     * How to reach servers that already run: one's own, or the embedded ones of another process in
     * the folder of the settings.
     *
     * @return empty when the settings ask for embedded servers and none run in the folder
     */
    public static Optional<Connections> toRunning(MillraceSettings settings) {
        return switch (settings.servers()) {
            case Servers.Own own -> Optional.of(toOwn(own, settings));
            case Servers.Embedded embedded ->
                    DevStack.running(settings.folder())
                            .map(endpoints -> toEmbedded(endpoints, settings));
        };
    }

    /** How to reach servers that somebody else runs. */
    static Connections toOwn(Servers.Own own, MillraceSettings settings) {
        Optional<DatabaseSettings> admin =
                own.admin()
                        .map(login ->
                                new DatabaseSettings(
                                        own.host(),
                                        own.port(),
                                        MAINTENANCE_DATABASE,
                                        login.user(),
                                        login.password(),
                                        own.tls()));
        return new Connections(
                own.host(),
                own.port(),
                own.database(),
                own.standby(),
                own.tls(),
                own.passwords(),
                admin,
                kafka(own.bootstrapServers(), settings),
                settings.search().enabled() ? settings.search().own() : Optional.empty());
    }

    /** How to reach the embedded servers of this process. */
    static Connections toEmbedded(DevStack servers, MillraceSettings settings) {
        EmbeddedPostgresServer postgres = servers.postgres();
        return toEmbedded(
                new DatabaseSettings(
                        postgres.host(),
                        postgres.port(),
                        MAINTENANCE_DATABASE,
                        postgres.adminUser(),
                        new Secret(postgres.adminPassword())),
                servers.kafka().bootstrapServers(),
                servers.search().map(EmbeddedSearchServer::url),
                settings);
    }

    private static Connections toEmbedded(Endpoints endpoints, MillraceSettings settings) {
        try {
            return toEmbedded(
                    new DatabaseSettings(
                            EMBEDDED_HOST,
                            endpoints.postgresPort(),
                            MAINTENANCE_DATABASE,
                            EMBEDDED_ADMIN,
                            new Secret(endpoints.adminPassword())),
                    endpoints.kafkaBootstrapServers(),
                    endpoints.searchUrl(),
                    settings);
        } catch (IOException e) {
            throw new PipelineException(
                    ErrorKind.DISK_UNWRITABLE,
                    "the password of the embedded PostgreSQL in "
                            + settings.folder()
                            + " cannot be read: "
                            + e.getMessage(),
                    e);
        }
    }

    private static Connections toEmbedded(
            DatabaseSettings admin,
            String bootstrapServers,
            Optional<String> searchUrl,
            MillraceSettings settings) {
        return new Connections(
                admin.host(),
                admin.port(),
                DATABASE,
                Optional.empty(),
                admin.tls(),
                RolePasswords.keptIn(settings.folder()),
                Optional.of(admin),
                kafka(bootstrapServers, settings),
                settings.search().enabled()
                        ? settings.search()
                                .own()
                                .or(() -> searchUrl.map(url -> SearchSettings.at(URI.create(url))))
                        : Optional.empty());
    }

    private static KafkaSettings kafka(String bootstrapServers, MillraceSettings settings) {
        try {
            return new KafkaSettings(
                    bootstrapServers,
                    settings.kafkaPartitions(),
                    settings.kafkaReplicationFactor());
        } catch (IllegalArgumentException e) {
            throw new PipelineException(
                    ErrorKind.SETTING_INVALID, String.valueOf(e.getMessage()), e);
        }
    }
}
