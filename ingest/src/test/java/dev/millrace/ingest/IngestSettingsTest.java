package dev.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.capture.CapturedTables;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.settings.Secret;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class IngestSettingsTest {

    private static final DatabaseSettings CAPTURE =
            new DatabaseSettings("localhost", 5432, "app", "millrace_capture", new Secret("s"));
    private static final KafkaSettings KAFKA = new KafkaSettings("localhost:9092", 2, (short) 1);

    @Test
    void defaults() {
        assertThat(IngestSettings.of(CAPTURE, KAFKA))
                .isEqualTo(
                        new IngestSettings(
                                CAPTURE,
                                KAFKA,
                                "millrace",
                                "millrace",
                                CapturedTables.all(),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(10),
                                LogReader.PGOUTPUT,
                                false,
                                32 * 1024 * 1024,
                                CAPTURE));
    }

    @Test
    void wrongValuesNameTheKey() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with("My-Slot", "p", CapturedTables.all(), 1_000, 0))
                .withMessageContaining("ingest.slot-name is 'My-Slot'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with("s", " ", CapturedTables.all(), 1_000, 0))
                .withMessageContaining("ingest.publication is blank");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        with("s", "p", List.of(CapturedTables.get("identity.users")), 1_000, 0))
                .withMessageContaining("lack ops.capture_heartbeat");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with("s", "p", CapturedTables.all(), 10, 0))
                .withMessageContaining("ingest.heartbeat-interval is PT0.01S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with("s", "p", CapturedTables.all(), 1_000, -1))
                .withMessageContaining("ingest.slot-patience is PT-0.001S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IngestSettings.of(CAPTURE, KAFKA).withBadRows(false, 1_023))
                .withMessageContaining("ingest.row-bytes-max is 1023 bytes, expected 1024 to");
        IngestSettings debezium =
                IngestSettings.of(CAPTURE, KAFKA).withLogReader(LogReader.DEBEZIUM);
        DatabaseSettings standby =
                new DatabaseSettings("db2", 5432, "app", "millrace_capture", new Secret("s"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> debezium.withLogOf(standby))
                .withMessageContaining("expected pgoutput where database.standby-host is set");
    }

    private static IngestSettings with(
            String slot,
            String publication,
            List<CapturedTable> tables,
            long heartbeatMillis,
            long patienceMillis) {
        return new IngestSettings(
                CAPTURE,
                KAFKA,
                slot,
                publication,
                tables,
                Duration.ofMillis(heartbeatMillis),
                Duration.ofMillis(patienceMillis),
                LogReader.PGOUTPUT);
    }
}
