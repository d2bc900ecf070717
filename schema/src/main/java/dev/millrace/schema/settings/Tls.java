package dev.millrace.schema.settings;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * How a connection to PostgreSQL is secured.
 *
 * @param mode what is asked of the server
 * @param rootCertificate file with the certificates, in PEM form, of who may vouch for the server;
 *     used by {@link Mode#VERIFY_CA} and {@link Mode#VERIFY_FULL}
 */
public record Tls(Mode mode, Optional<Path> rootCertificate) {

    /** Encrypted where the server offers it, whoever it is. */
    public static final Tls PREFERRED = new Tls(Mode.PREFER, Optional.empty());

    /** What is asked of the server, in PostgreSQL's words. */
    public enum Mode {
        /** Plain text. */
        DISABLE,
        /** Encrypted if the server can. */
        PREFER,
        /** Encrypted, whoever the server is. */
        REQUIRE,
        /** Encrypted, by a server that somebody trusted vouches for. */
        VERIFY_CA,
        /** The same, and its certificate names the host. */
        VERIFY_FULL;

        /** As in connection strings. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public Tls {
        boolean verifies = mode == Mode.VERIFY_CA || mode == Mode.VERIFY_FULL;
        if (verifies && rootCertificate.isEmpty()) {
            throw new IllegalArgumentException(
                    "database.ssl-mode is "
                            + mode.text()
                            + ", which needs database.ssl-root-certificate");
        }
    }

    String urlParameters() {
        if (equals(PREFERRED)) {
            return "";
        }
        return "?sslmode="
                + mode.text()
                + rootCertificate
                        .map(file ->
                                "&sslrootcert="
                                        + URLEncoder.encode(
                                                file.toString(), StandardCharsets.UTF_8))
                        .orElse("");
    }
}
