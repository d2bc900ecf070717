package dev.millrace.bench.contestant;

import dev.millrace.bench.workload.ChangeTable;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.settings.KafkaSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The settings of Kafka Connect: what it cannot do without, and what one would tune. */
public final class ConnectSettings {

    private static final String JSON = "org.apache.kafka.connect.json.JsonConverter";

    private static final Map<String, String> WORKER_TUNED =
            new TreeMap<>(
                    Map.of(
                            "key.converter.schemas.enable", "false",
                            "value.converter.schemas.enable", "false",
                            "producer.compression.type", "lz4",
                            "producer.linger.ms", "5",
                            "producer.batch.size", "262144",
                            "producer.buffer.memory", "134217728"));

    private static final Map<String, String> CONNECTOR_TUNED =
            new TreeMap<>(
                    Map.of(
                            "max.batch.size", "8192",
                            "max.queue.size", "32768",
                            "poll.interval.ms", "10"));

    private static final Pattern DEBEZIUM =
            Pattern.compile("debezium-connector-postgres-([^/]*)\\.jar");

    private ConnectSettings() {}

    /** What the tuned contestant has beyond the defaults. */
    public static Map<String, String> tuned() {
        Map<String, String> all = new TreeMap<>(WORKER_TUNED);
        all.putAll(CONNECTOR_TUNED);
        return all;
    }

    /** The version of Debezium, as its jar is named; the jar says it nowhere else. */
    public static String debeziumVersion() {
        Matcher jar = DEBEZIUM.matcher(System.getProperty("java.class.path"));
        return jar.find() ? jar.group(1) : "of unknown version";
    }

    static Properties worker(KafkaSettings kafka, Path offsets, boolean tuned) {
        Properties properties = new Properties();
        properties.putAll(
                Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "key.converter",
                        JSON,
                        "value.converter",
                        JSON,
                        "offset.storage.file.filename",
                        offsets.toString(),
                        "listeners",
                        "http://127.0.0.1:0",
                        // Only the start, which is not measured, is the quicker for it.
                        "plugin.discovery",
                        "service_load"));
        if (tuned) {
            properties.putAll(WORKER_TUNED);
        }
        return properties;
    }

    static Properties connector(DatabaseSettings capture, String slot, boolean tuned) {
        Properties properties = new Properties();
        properties.putAll(
                Map.ofEntries(
                        Map.entry("name", slot),
                        Map.entry(
                                "connector.class",
                                "io.debezium.connector.postgresql.PostgresConnector"),
                        Map.entry("tasks.max", "1"),
                        Map.entry("database.hostname", capture.host()),
                        Map.entry("database.port", Integer.toString(capture.port())),
                        Map.entry("database.dbname", capture.database()),
                        Map.entry("database.user", capture.user()),
                        Map.entry("database.password", capture.password().reveal()),
                        Map.entry("topic.prefix", Contestant.CONNECT_PREFIX),
                        Map.entry("plugin.name", "pgoutput"),
                        Map.entry("slot.name", slot),
                        Map.entry("publication.name", ChangeTable.PUBLICATION),
                        Map.entry("publication.autocreate.mode", "disabled"),
                        Map.entry("table.include.list", ChangeTable.TABLE.qualifiedName()),
                        // The log was recorded; there is nothing to copy first.
                        Map.entry("snapshot.mode", "no_data")));
        if (tuned) {
            properties.putAll(CONNECTOR_TUNED);
        }
        return properties;
    }
}
