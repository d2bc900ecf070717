package dev.millrace.search.connection;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Makes clients of the search server. */
public final class SearchConnection {

    private SearchConnection() {}

    /**
     * A client; nothing is sent yet. It may be shared by threads, and must be closed.
     *
     * @throws PipelineException {@link ErrorKind#SETTING_INVALID} when the certificate cannot be
     *     read
     */
    public static ElasticsearchClient open(SearchSettings settings) {
        return ElasticsearchClient.of(client -> {
            client.host(settings.url());
            settings.login()
                    .ifPresent(login ->
                            client.usernameAndPassword(login.user(), login.password().reveal()));
            settings.rootCertificate().ifPresent(file -> client.sslContext(trusting(file)));
            return client;
        });
    }

    private static SSLContext trusting(Path file) {
        try (InputStream stream = Files.newInputStream(file)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int count = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(stream)) {
                trusted.setCertificateEntry("search-" + count++, certificate);
            }
            if (count == 0) {
                throw new GeneralSecurityException("it holds no certificate");
            }
            TrustManagerFactory managers =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new PipelineException(
                    ErrorKind.SETTING_INVALID,
                    "search.root-certificate is %s, which cannot be used: %s"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }
}
