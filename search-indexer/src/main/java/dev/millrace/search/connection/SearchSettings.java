package dev.millrace.search.connection;

import dev.millrace.schema.settings.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the search server is and how indexes are laid out there.
 *
 * @param url scheme, host and port of one node or of what stands before them
 * @param login user and password; empty where the server asks for none
 * @param rootCertificate file with the certificates, in PEM form, of who may vouch for the server;
 *     empty for those that Java trusts
 * @param shards primary shards of a new index
 * @param replicas copies of each shard of a new index
 */
public record SearchSettings(
        URI url, Optional<Login> login, Optional<Path> rootCertificate, int shards, int replicas) {

    /** Who asks. */
    public record Login(String user, Secret password) {}

    public SearchSettings {
        boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!http || url.getHost() == null) {
            throw new IllegalArgumentException(
                    "search.url is " + url + ", expected http://HOST:PORT or https://HOST:PORT");
        }
        if (rootCertificate.isPresent() && !"https".equals(url.getScheme())) {
            throw new IllegalArgumentException(
                    "search.root-certificate is set, but search.url is "
                            + url
                            + ", expected https");
        }
        if (shards < 1) {
            throw new IllegalArgumentException(
                    "search.shards is " + shards + ", expected at least 1");
        }
        if (replicas < 0) {
            throw new IllegalArgumentException(
                    "search.replicas is " + replicas + ", expected at least 0");
        }
    }

    /** A server without login, and an index of one shard and no copy, as the embedded one has. */
    public static SearchSettings at(URI url) {
        return new SearchSettings(url, Optional.empty(), Optional.empty(), 1, 0);
    }
}
