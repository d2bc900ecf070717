package dev.millrace.ingest;

import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.capture.CapturedTables;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.topics.Topics;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What ingest needs to know.
 *
 * @param capture the application database, seen by the capture role
 * @param kafka where the topics are
 * @param slotName the replication slot; one ingest streams from it at a time
 * @param publication the publication that names the captured tables
 * @param tables the captured tables; the publication holds exactly these
 * @param heartbeatInterval how often the heartbeat row is touched
 * @param slotPatience how long a start waits for another instance to let go of the slot
 * @param logReader what reads the log; changing it between two starts is safe
 * @param strict whether a row that cannot be published stops ingest; otherwise it is set aside
 *     among the dead letters
 * @param rowBytesMax the largest record that a row may make, in bytes before compression; a topic
 *     may take less
 * @param log the server whose log is read, and which keeps the slot: the database itself, or a hot
 *     standby of it, which then does the decoding
 */
public record IngestSettings(
        DatabaseSettings capture,
        KafkaSettings kafka,
        String slotName,
        String publication,
        List<CapturedTable> tables,
        Duration heartbeatInterval,
        Duration slotPatience,
        LogReader logReader,
        boolean strict,
        int rowBytesMax,
        DatabaseSettings log) {

    public static final String DEFAULT_SLOT_NAME = "millrace";
    public static final String DEFAULT_PUBLICATION = "millrace";
    public static final Duration DEFAULT_HEARTBEAT_INTERVAL = Duration.ofSeconds(1);
    public static final Duration DEFAULT_SLOT_PATIENCE = Duration.ofSeconds(10);

    private static final int ROW_BYTES_MIN = 1024;
    private static final Duration HEARTBEAT_MIN = Duration.ofMillis(100);
    private static final Duration HEARTBEAT_MAX = Duration.ofMinutes(5);

    // What PostgreSQL allows in the name of a slot.
    private static final Pattern SLOT_NAME = Pattern.compile("[a-z0-9_]{1,63}");

    public IngestSettings {
        tables = List.copyOf(tables);
        if (!SLOT_NAME.matcher(slotName).matches()) {
            throw new IllegalArgumentException(
                    "ingest.slot-name is '%s', expected 1 to 63 lower-case letters, digits and underscores"
                            .formatted(slotName));
        }
        if (publication.isBlank()) {
            throw new IllegalArgumentException(
                    "ingest.publication is blank, expected the name of a publication");
        }
        if (tables.stream()
                .noneMatch(table -> table.qualifiedName().equals(CapturedTables.HEARTBEAT_TABLE))) {
            throw new IllegalArgumentException(
                    "the captured tables lack %s, without which the slot would stand still"
                            .formatted(CapturedTables.HEARTBEAT_TABLE));
        }
        if (heartbeatInterval.compareTo(HEARTBEAT_MIN) < 0
                || heartbeatInterval.compareTo(HEARTBEAT_MAX) > 0) {
            throw new IllegalArgumentException(
                    "ingest.heartbeat-interval is %s, expected %s to %s"
                            .formatted(heartbeatInterval, HEARTBEAT_MIN, HEARTBEAT_MAX));
        }
        if (slotPatience.isNegative()) {
            throw new IllegalArgumentException(
                    "ingest.slot-patience is %s, expected zero or more".formatted(slotPatience));
        }
        if (rowBytesMax < ROW_BYTES_MIN || rowBytesMax > Topics.ROW_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "ingest.row-bytes-max is %d bytes, expected %d to %d"
                            .formatted(rowBytesMax, ROW_BYTES_MIN, Topics.ROW_BYTES_MAX));
        }
        if (!log.equals(capture) && logReader == LogReader.DEBEZIUM) {
            throw new IllegalArgumentException(
                    "ingest.log-reader is debezium, which looks for tables and slot on one server;"
                            + " expected pgoutput where database.standby-host is set");
        }
    }

    /** Sets rows aside that cannot be published, and takes them as large as topics take them. */
    public IngestSettings(
            DatabaseSettings capture,
            KafkaSettings kafka,
            String slotName,
            String publication,
            List<CapturedTable> tables,
            Duration heartbeatInterval,
            Duration slotPatience,
            LogReader logReader) {
        this(
                capture,
                kafka,
                slotName,
                publication,
                tables,
                heartbeatInterval,
                slotPatience,
                logReader,
                false,
                Topics.ROW_BYTES_MAX,
                capture);
    }

    /** The same with the log of another server, a hot standby of the database. */
    public IngestSettings withLogOf(DatabaseSettings standby) {
        return new IngestSettings(
                capture,
                kafka,
                slotName,
                publication,
                tables,
                heartbeatInterval,
                slotPatience,
                logReader,
                strict,
                rowBytesMax,
                standby);
    }

    /** The same with another reader of the log. */
    public IngestSettings withLogReader(LogReader other) {
        return new IngestSettings(
                capture,
                kafka,
                slotName,
                publication,
                tables,
                heartbeatInterval,
                slotPatience,
                other,
                strict,
                rowBytesMax,
                log);
    }

    /** The same with another answer to rows that cannot be published. */
    public IngestSettings withBadRows(boolean stop, int bytesMax) {
        return new IngestSettings(
                capture,
                kafka,
                slotName,
                publication,
                tables,
                heartbeatInterval,
                slotPatience,
                logReader,
                stop,
                bytesMax,
                log);
    }

    /** Every captured table, with the default names and times. */
    public static IngestSettings of(DatabaseSettings capture, KafkaSettings kafka) {
        return new IngestSettings(
                capture,
                kafka,
                DEFAULT_SLOT_NAME,
                DEFAULT_PUBLICATION,
                CapturedTables.all(),
                DEFAULT_HEARTBEAT_INTERVAL,
                DEFAULT_SLOT_PATIENCE,
                LogReader.PGOUTPUT);
    }
}
