package dev.millrace.ingest.debezium;

import dev.millrace.schema.capture.ArchivalMark;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.settings.DatabaseSettings;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.kafka.connect.storage.MemoryOffsetBackingStore;

/** The engine's settings, and why each differs from its default. */
final class EngineSettings {

    // Instances in one JVM must differ: Debezium names its metrics after the prefix.
    private static final AtomicLong INSTANCES = new AtomicLong();

    private EngineSettings() {}

    static Properties of(
            DatabaseSettings capture, String slot, String publication, List<CapturedTable> tables) {
        Properties settings = new Properties();
        settings.setProperty("name", "millrace-" + slot);
        settings.setProperty("topic.prefix", slot + "-" + INSTANCES.incrementAndGet());
        settings.setProperty(
                "connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        source(settings, capture, slot, publication);
        tables(settings, tables);
        startFromTheSlot(settings);
        failRatherThanLose(settings);
        beQuick(settings);
        return settings;
    }

    private static void source(
            Properties settings, DatabaseSettings capture, String slot, String publication) {
        settings.setProperty("database.hostname", capture.host());
        settings.setProperty("database.port", Integer.toString(capture.port()));
        settings.setProperty("database.dbname", capture.database());
        settings.setProperty("database.user", capture.user());
        settings.setProperty("database.password", capture.password().reveal());
        settings.setProperty("database.sslmode", capture.tls().mode().text());
        capture.tls()
                .rootCertificate()
                .ifPresent(file -> settings.setProperty("database.sslrootcert", file.toString()));
        settings.setProperty("database.options", "-c bytea_output=hex");
        settings.setProperty("plugin.name", "pgoutput");
        settings.setProperty("slot.name", slot);
        settings.setProperty("publication.name", publication);
        settings.setProperty("publication.autocreate.mode", "disabled");
    }

    private static void tables(Properties settings, List<CapturedTable> tables) {
        settings.setProperty(
                "table.include.list",
                tables.stream()
                        .map(table -> literally(table.qualifiedName()))
                        .collect(Collectors.joining(",")));
        String leftOut =
                tables.stream()
                        .flatMap(table ->
                                table.leftOut().stream()
                                        .sorted()
                                        .map(column ->
                                                literally(table.qualifiedName() + "." + column)))
                        .collect(Collectors.joining(","));
        if (!leftOut.isEmpty()) {
            settings.setProperty("column.exclude.list", leftOut);
        }
        settings.setProperty("converters", "texts");
        settings.setProperty("texts.type", ColumnTexts.class.getName());
        settings.setProperty("include.unknown.datatypes", "true");
    }

    /**
     * Debezium remembers nothing from one start to the next, so it never searches the log for a
     * stored offset, which loses events: it begins where the slot stands and tells everything.
     */
    private static void startFromTheSlot(Properties settings) {
        settings.setProperty("offset.storage", MemoryOffsetBackingStore.class.getName());
        settings.setProperty("snapshot.mode", "no_data");
        settings.setProperty("provide.transaction.metadata", "true");
        // The slot moves by our acknowledgements alone, not by the driver's keep-alives.
        settings.setProperty("lsn.flush.mode", "connector");
        settings.setProperty("offset.flush.interval.ms", "0");
        settings.setProperty("tombstones.on.delete", "false");
        settings.setProperty("message.prefix.include.list", literally(ArchivalMark.PREFIX));
    }

    /** Whatever goes wrong ends the engine; ingest starts a new one from its own position. */
    private static void failRatherThanLose(Properties settings) {
        settings.setProperty("errors.max.retries", "0");
        settings.setProperty("slot.max.retries", "0");
        settings.setProperty("event.processing.failure.handling.mode", "fail");
        settings.setProperty("event.converting.failure.handling.mode", "fail");
        // Truncates are dropped by default.
        settings.setProperty("skipped.operations", "none");
    }

    private static void beQuick(Properties settings) {
        settings.setProperty("poll.interval.ms", "10");
        settings.setProperty("max.batch.size", "1024");
        settings.setProperty("max.queue.size", "4096");
        // A few thousand rows of a megabyte would not fit.
        settings.setProperty("max.queue.size.in.bytes", Integer.toString(32 * 1024 * 1024));
        settings.setProperty("record.processing.threads", "1");
        settings.setProperty("extended.headers.enabled", "false");
        settings.setProperty("schema.name.adjustment.mode", "none");
        settings.setProperty("heartbeat.interval.ms", "0");
        settings.setProperty("status.update.interval.ms", "5000");
        settings.setProperty("executor.shutdown.timeout.ms", "1000");
        settings.setProperty("statistics.metrics.enabled", "false");
    }

    private static String literally(String name) {
        return name.replace(".", "\\.").replace("$", "\\$");
    }
}
