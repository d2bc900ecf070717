package dev.millrace.launcher.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.millrace.devstack.testsupport.PassedRequests;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Stands before a real search server and asks for TLS and a login, which the embedded one does not:
 * with a certificate that the test trusts, or with another.
 */
final class GuardedSearchServer implements AutoCloseable {

    static final String USER = "millrace";
    static final String PASSWORD = "of-search";

    private static final String STORE_PASSWORD = "of-the-test";
    private static final String ALIAS = "server";

    private final PassedRequests real;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final KeyStore trusted;
    private final KeyStore other;
    private final Path certificate;
    private volatile String password = PASSWORD;
    private HttpsServer server;

    private GuardedSearchServer(Path folder, URI real) throws Exception {
        this.real = new PassedRequests(real);
        this.trusted = keyStore(folder.resolve("trusted.p12"));
        this.other = keyStore(folder.resolve("other.p12"));
        this.certificate = folder.resolve("trusted.pem");
        Files.writeString(
                certificate,
                "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                        .formatted(
                                Base64.getMimeEncoder(64, new byte[] {'\n'})
                                        .encodeToString(
                                                trusted.getCertificate(ALIAS).getEncoded())));
        this.server = listening(0, trusted);
    }

    /**
     * Starts with the certificate that the test trusts and the password that it knows.
     *
     * @param folder for keys and certificates; must exist
     */
    static GuardedSearchServer before(String real, Path folder) throws Exception {
        return new GuardedSearchServer(folder, URI.create(real));
    }

    URI url() {
        return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The certificate that the test trusts, in PEM form. */
    Path certificate() {
        return certificate;
    }

    /** From now on it takes this password only. */
    void takeOnly(String newPassword) {
        password = newPassword;
    }

    /** Comes back at the same port with a certificate that nobody has been told to trust. */
    void showAnotherCertificate() throws Exception {
        comeBackWith(other);
    }

    /** Comes back with the certificate that the test trusts. */
    void showTrustedCertificate() throws Exception {
        comeBackWith(trusted);
    }

    // Connections end and none can be resumed, as when a server is started again.
    private void comeBackWith(KeyStore keys) throws Exception {
        int port = server.getAddress().getPort();
        server.stop(0);
        server = listening(port, keys);
    }

    private HttpsServer listening(int port, KeyStore keys)
            throws IOException, GeneralSecurityException {
        KeyManagerFactory managers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, STORE_PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer listening =
                HttpsServer.create(
                        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 0);
        listening.setHttpsConfigurator(new HttpsConfigurator(context));
        listening.setExecutor(executor);
        listening.createContext("/", this::handle);
        listening.start();
        return listening;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String login =
                    "Basic "
                            + Base64.getEncoder()
                                    .encodeToString((USER + ":" + password).getBytes(UTF_8));
            if (login.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                real.pass(exchange, body);
            } else {
                PassedRequests.refuse(exchange, 401, "security_exception");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static KeyStore keyStore(Path file) throws Exception {
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                ALIAS,
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=search server of a test",
                                "-ext",
                                "SAN=ip:127.0.0.1",
                                "-validity",
                                "2",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                STORE_PASSWORD)
                        .redirectErrorStream(true)
                        .start();
        String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException("keytool: " + said);
        }
        return KeyStore.getInstance(file.toFile(), STORE_PASSWORD.toCharArray());
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
        real.close();
    }
}
