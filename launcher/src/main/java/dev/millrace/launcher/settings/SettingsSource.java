package dev.millrace.launcher.settings;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Where settings come from: the configuration file, then the environment, then the command line;
 * the later wins. {@code MILLRACE_DATABASE_HOST} is {@code database.host}, {@code
 * MILLRACE_INGEST_SLOT__NAME} is {@code ingest.slot-name} (two underscores make a dash).
 */
public final class SettingsSource {

    private static final String PREFIX = "MILLRACE_";

    // Read by ./millrace itself before the program starts.
    private static final String JVM_OPTIONS = "MILLRACE_JVM_OPTIONS";

    private SettingsSource() {}

    /**
     * Reads and checks all settings.
     *
     * @param file a properties file; empty to run on the embedded servers
     * @param environment the process environment
     * @param overrides from the command line, by key
     * @throws PipelineException {@link ErrorKind#SETTING_INVALID} when the file cannot be read or a
     *     setting does not fit
     */
    public static MillraceSettings read(
            Optional<Path> file, Map<String, String> environment, Map<String, String> overrides) {
        Map<String, String> values = new HashMap<>();
        file.ifPresent(path -> values.putAll(fromFile(path)));
        values.putAll(fromEnvironment(environment));
        values.putAll(overrides);
        boolean ownServers =
                file.isPresent()
                        || values.containsKey("database.host")
                        || values.containsKey("kafka.bootstrap-servers");
        return MillraceSettings.from(values, ownServers);
    }

    private static Map<String, String> fromFile(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            throw new PipelineException(
                    ErrorKind.SETTING_INVALID, "configuration file " + file + " does not exist", e);
        } catch (IOException | IllegalArgumentException e) {
            throw new PipelineException(
                    ErrorKind.SETTING_INVALID,
                    "configuration file " + file + " cannot be read: " + e.getMessage(),
                    e);
        }
        Map<String, String> values = new HashMap<>();
        properties
                .stringPropertyNames()
                .forEach(key -> values.put(key, properties.getProperty(key)));
        return values;
    }

    private static Map<String, String> fromEnvironment(Map<String, String> environment) {
        Map<String, String> values = new HashMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX) && !name.equals(JVM_OPTIONS)) {
                String key =
                        name.substring(PREFIX.length())
                                .toLowerCase(Locale.ROOT)
                                .replace("__", "-")
                                .replace('_', '.');
                values.put(key, value);
            }
        });
        return values;
    }
}
