package dev.millrace.launcher.testing;

import dev.millrace.devstack.EmbeddedKafkaBroker;
import dev.millrace.devstack.EmbeddedPostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Servers that somebody else runs, as a configuration file names them. */
public final class OwnServers {

    private static final String[] ROLES = {
        "owner", "capture", "writer", "batch", "app", "analyst", "operator"
    };

    /** For tests that need stores, but not all of them. */
    public static final String FEW_STORES =
            "course_progress, course_statistics, practitioner_stats, match_scores";

    private OwnServers() {}

    /**
     * Writes the configuration file of a program that uses these servers.
     *
     * @param folder where the file goes
     * @param changed settings that differ from those of the servers, or come on top
     */
    public static Path config(
            Path folder,
            EmbeddedPostgresServer postgres,
            EmbeddedKafkaBroker kafka,
            String database,
            Map<String, String> changed)
            throws IOException {
        Map<String, String> settings = new TreeMap<>();
        settings.put("database.host", postgres.host());
        settings.put("database.port", Integer.toString(postgres.port()));
        settings.put("database.name", database);
        settings.put("database.admin-user", postgres.adminUser());
        settings.put("database.admin-password", postgres.adminPassword());
        for (String role : ROLES) {
            settings.put("database.password." + role, "of-" + role);
        }
        settings.put("kafka.bootstrap-servers", kafka.bootstrapServers());
        settings.putAll(changed);
        StringBuilder text = new StringBuilder();
        settings.forEach((key, value) -> text.append(key).append(" = ").append(value).append('\n'));
        return Files.writeString(folder.resolve("millrace.properties"), text);
    }
}
