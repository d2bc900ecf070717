package dev.millrace.launcher.settings;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.search.SearchIndex;
import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.schema.settings.Secret;
import dev.millrace.search.connection.SearchSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Whether there are search indexes, and on which server.
 *
 * @param enabled whether there are
 * @param own a server of one's own; empty for the embedded one
 * @param embeddedPort the port of the embedded one; any free one when empty
 * @param indexes names of the indexes that this process fills; empty for all
 */
public record SearchChoice(
        boolean enabled,
        Optional<SearchSettings> own,
        OptionalInt embeddedPort,
        Set<String> indexes) {

    public SearchChoice {
        indexes = Set.copyOf(indexes);
    }

    /** The indexes that this process fills, in the order of the catalogue. */
    public List<SearchIndex> runningIndexes() {
        return SearchIndexes.all().stream()
                .filter(index -> enabled && (indexes.isEmpty() || indexes.contains(index.name())))
                .toList();
    }

    /** Whether the program starts a search server itself. */
    public boolean isEmbedded() {
        return enabled && own.isEmpty();
    }

    /**
     * Reads the settings of search from their text form.
     *
     * @param ownServers whether PostgreSQL and Kafka are somebody else's: then the program starts
     *     no search server either
     */
    static SearchChoice from(SettingValues settings, boolean ownServers) {
        Optional<SearchSettings> own = own(settings);
        boolean enabled = settings.flag("search.enabled", own.isPresent() || !ownServers);
        if (enabled && ownServers && own.isEmpty()) {
            throw new PipelineException(
                    ErrorKind.SETTING_INVALID,
                    "setting search.enabled is 'true', but search.url is not set, expected http://HOST:PORT or https://HOST:PORT");
        }
        return new SearchChoice(
                enabled,
                own,
                ownServers ? OptionalInt.empty() : settings.port("embedded.search-port"),
                settings.names("search.indexes"));
    }

    private static Optional<SearchSettings> own(SettingValues settings) {
        Optional<String> url = settings.optionalText("search.url");
        Optional<String> user = settings.optionalText("search.user");
        Secret password = new Secret(settings.text("search.password", ""));
        Optional<Path> certificate = settings.optionalText("search.root-certificate").map(Path::of);
        int shards = settings.number("search.shards", 1, 1, 1000);
        int replicas = settings.number("search.replicas", 0, 0, 10);
        try {
            return url.map(text ->
                    new SearchSettings(
                            URI.create(text),
                            user.map(name -> new SearchSettings.Login(name, password)),
                            certificate,
                            shards,
                            replicas));
        } catch (IllegalArgumentException e) {
            throw new PipelineException(
                    ErrorKind.SETTING_INVALID, String.valueOf(e.getMessage()), e);
        }
    }
}
