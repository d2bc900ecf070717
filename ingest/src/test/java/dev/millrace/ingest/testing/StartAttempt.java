package dev.millrace.ingest.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.ingest.Ingest;
import dev.millrace.ingest.IngestSettings;
import dev.millrace.ingest.IngestStatus;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.DatabaseSettings;
import java.time.Duration;
import org.assertj.core.api.AbstractThrowableAssert;
import org.awaitility.Awaitility;

/** Starts of ingest that are let through, and those that are refused. */
public final class StartAttempt {

    private StartAttempt() {}

    /** Starts, waits until it streams, and stops. */
    public static void accepted(IngestSettings settings) {
        try (Ingest ingest = Ingest.start(settings)) {
            awaitStreaming(ingest);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until it has caught up with the snapshot. */
    public static void awaitStreaming(Ingest ingest) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> ingest.status().phase() == IngestStatus.Phase.STREAMING);
    }

    /** Starts, expects to be refused in this way, and hands over the refusal. */
    public static AbstractThrowableAssert<?, PipelineException> refused(
            IngestSettings settings, ErrorKind kind) {
        PipelineException refusal =
                catchThrowableOfType(PipelineException.class, () -> Ingest.start(settings).close());
        assertThat(refusal).isNotNull();
        assertThat(refusal.kind()).as(refusal.getMessage()).isEqualTo(kind);
        return assertThat(refusal);
    }

    /** The same settings, waiting long for the slot: its last user may not be known to be gone. */
    public static IngestSettings patient(IngestSettings settings) {
        return new IngestSettings(
                settings.capture(),
                settings.kafka(),
                settings.slotName(),
                settings.publication(),
                settings.tables(),
                settings.heartbeatInterval(),
                Duration.ofSeconds(30),
                settings.logReader(),
                settings.strict(),
                settings.rowBytesMax(),
                settings.log());
    }

    /** The same settings with another login. */
    public static IngestSettings with(IngestSettings settings, DatabaseSettings capture) {
        return new IngestSettings(
                capture,
                settings.kafka(),
                settings.slotName(),
                settings.publication(),
                settings.tables(),
                settings.heartbeatInterval(),
                settings.slotPatience(),
                settings.logReader());
    }
}
