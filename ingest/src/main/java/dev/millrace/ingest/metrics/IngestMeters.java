package dev.millrace.ingest.metrics;

import dev.millrace.ingest.publication.BadRows;
import dev.millrace.ingest.publication.PublicationListener;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.ErrorPolicy;
import dev.millrace.schema.failure.ErrorPolicy.Disposition;
import dev.millrace.schema.topics.Topics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Locale;

/**
 * What ingest counts. The values of tags come from bounded sets: captured tables, operations, kinds
 * of errors, topics.
 */
public final class IngestMeters {

    private final MeterRegistry registry;
    private final PublicationMeters publication;
    private final Counter setAside;

    /**
     * @param tables the captured tables; each has its counters from the start, so that an increase
     *     from nothing is seen
     */
    public IngestMeters(MeterRegistry registry, List<CapturedTable> tables) {
        this.registry = registry;
        this.publication = new PublicationMeters(registry);
        tables.forEach(table -> publication.events(table.qualifiedName()));
        for (ErrorKind kind : ErrorKind.values()) {
            if (ErrorPolicy.dispositionOf(kind) == Disposition.RETRY) {
                restarts(kind);
            }
        }
        this.setAside = deadLetters(Topics.deadLetters(BadRows.CONSUMER).name());
    }

    public MeterRegistry registry() {
        return registry;
    }

    /** Counts for one publisher, on its thread. */
    public PublicationListener ofPublisher() {
        return new PublicationCounts(publication, Clock.systemUTC());
    }

    /** Ingest begins again, or stops, after this failure. */
    public void failed(ErrorKind kind) {
        restarts(kind).increment();
    }

    /** So many rows could not be published and are dead letters. */
    public void setAside(long rows) {
        setAside.increment(rows);
    }

    /** Dead letters of a topic; a new counter for a topic that had none. */
    public Counter deadLetters(String topic) {
        return Counter.builder("millrace.dead.letters")
                .description("Records set aside because they could not be read or converted")
                .tag("topic", topic)
                .register(registry);
    }

    private Counter restarts(ErrorKind kind) {
        return Counter.builder("millrace.ingest.restarts")
                .description("Failures after which ingest began again or stopped, by kind")
                .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }
}
