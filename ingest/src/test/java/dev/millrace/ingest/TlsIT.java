package dev.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.devstack.Durability;
import dev.millrace.devstack.EmbeddedPostgresServer;
import dev.millrace.ingest.source.SourceConnections;
import dev.millrace.ingest.source.SourceFailures;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.settings.Secret;
import dev.millrace.schema.settings.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalInt;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that accepts encrypted connections only, with a certificate of its own. */
class TlsIT {

    private static final String STORE_PASSWORD = "of-the-tests";

    @TempDir private static Path folder;

    private static EmbeddedPostgresServer server;
    private static Path certificate;
    private static Path otherCertificate;

    @BeforeAll
    static void startServer() throws Exception {
        server =
                EmbeddedPostgresServer.start(
                        folder.resolve("postgres"), OptionalInt.empty(), Durability.FAST);
        KeyStore own = selfSigned("own");
        certificate = pem("own", own);
        otherCertificate = pem("other", selfSigned("other"));
        try (Connection connection = server.adminDataSource("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            // The server's own user has to own the key, and nobody else may read it.
            statement.execute(
                    "copy (select unnest(string_to_array('%s', E'\\n'))) to program 'umask 077; cat > server.key'"
                            .formatted(keyPem(own)));
            statement.execute(
                    "copy (select unnest(string_to_array('%s', E'\\n'))) to program 'cat > server.crt'"
                            .formatted(Files.readString(certificate)));
            statement.execute(
                    "copy (select 'hostnossl all all all reject') to program '(cat; cat pg_hba.conf) > hba.new; mv hba.new pg_hba.conf'");
            statement.execute("alter system set ssl = on");
            statement.execute("select pg_reload_conf()");
        }
        Awaitility.await().until(() -> isEncrypted(with(Tls.PREFERRED)));
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Test
    void trustedCertificateIsAccepted() throws SQLException {
        assertThat(isEncrypted(with(Tls.Mode.VERIFY_FULL, certificate))).isTrue();
        assertThat(isEncrypted(with(Tls.Mode.VERIFY_CA, certificate))).isTrue();
    }

    @Test
    void theLogIsReadEncryptedToo() throws SQLException {
        try (Connection connection =
                SourceConnections.openReplication(
                        with(Tls.Mode.VERIFY_FULL, certificate), "test")) {
            assertThat(connection.isValid(5)).isTrue();
        }
    }

    @Test
    void certificateOfSomebodyElseIsRefusedByName() {
        assertRefused(with(Tls.Mode.VERIFY_CA, otherCertificate), ErrorKind.SERVER_MISCONFIGURED)
                .withMessageContaining("database.ssl-mode verify-ca");
    }

    @Test
    void plainTextIsRefusedByTheServer() {
        assertRefused(with(new Tls(Tls.Mode.DISABLE, Optional.empty())), ErrorKind.LOGIN_REFUSED)
                .withMessageContaining("no encryption");
    }

    private static org.assertj.core.api.ThrowableAssertAlternative<PipelineException> assertRefused(
            DatabaseSettings database, ErrorKind kind) {
        return assertThatExceptionOfType(PipelineException.class)
                .isThrownBy(() -> {
                    try {
                        SourceConnections.open(database, "test").close();
                    } catch (SQLException e) {
                        throw SourceFailures.of(e, database, "connecting");
                    }
                })
                .satisfies(e -> assertThat(e.kind()).isEqualTo(kind));
    }

    private static boolean isEncrypted(DatabaseSettings database) throws SQLException {
        try (Connection connection = SourceConnections.open(database, "test");
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "select ssl from pg_stat_ssl where pid = pg_backend_pid()")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private static DatabaseSettings with(Tls.Mode mode, Path root) {
        return with(new Tls(mode, Optional.of(root)));
    }

    private static DatabaseSettings with(Tls tls) {
        return new DatabaseSettings(
                server.host(),
                server.port(),
                "postgres",
                server.adminUser(),
                new Secret(server.adminPassword()),
                tls);
    }

    private static KeyStore selfSigned(String name)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path store = folder.resolve(name + ".p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                name,
                                "-keyalg",
                                "RSA",
                                "-dname",
                                "CN=" + name,
                                "-ext",
                                "SAN=ip:127.0.0.1",
                                "-keystore",
                                store.toString(),
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                STORE_PASSWORD)
                        .inheritIO()
                        .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(store)) {
            keys.load(file, STORE_PASSWORD.toCharArray());
        }
        return keys;
    }

    private static Path pem(String name, KeyStore keys)
            throws IOException, GeneralSecurityException {
        return Files.writeString(
                folder.resolve(name + ".pem"),
                pem("CERTIFICATE", keys.getCertificate(name).getEncoded()));
    }

    private static String keyPem(KeyStore keys) throws GeneralSecurityException {
        return pem("PRIVATE KEY", keys.getKey("own", STORE_PASSWORD.toCharArray()).getEncoded());
    }

    private static String pem(String kind, byte[] content) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----";
    }
}
