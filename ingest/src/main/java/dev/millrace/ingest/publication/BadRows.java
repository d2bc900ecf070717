package dev.millrace.ingest.publication;

import dev.millrace.ingest.rows.KeptRow;
import dev.millrace.ingest.rows.RowFault;
import dev.millrace.ingest.rows.RowImage;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.deadletter.DeadLetter;
import dev.millrace.schema.deadletter.DeadLetter.Origin;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of rows that cannot be published: each is set aside among the dead letters, in the
 * Kafka transaction that would have carried it; or, when ingest is strict, it ends the work.
 */
public final class BadRows {

    /** The consumer part of {@code dlq.ingest}. */
    public static final String CONSUMER = "ingest";

    private static final Logger LOG = LoggerFactory.getLogger(BadRows.class);

    private final boolean strict;
    private final RecordLimits limits;
    private final SetAsideRows setAside;
    private final LongConsumer counted;
    private final Clock clock;
    private final List<BadRow> underWay = new ArrayList<>();

    /**
     * @param strict whether a bad row ends the work
     * @param counted told how many rows were set aside, when that is durable
     */
    public BadRows(
            boolean strict,
            RecordLimits limits,
            SetAsideRows setAside,
            LongConsumer counted,
            Clock clock) {
        this.strict = strict;
        this.limits = limits;
        this.setAside = setAside;
        this.counted = counted;
        this.clock = clock;
    }

    /**
     * A row that cannot be published.
     *
     * @param key its key in its topic, null when that cannot be written
     * @param letter its dead letter
     */
    public record BadRow(
            CapturedTable table, byte @Nullable [] key, ProducerRecord<byte[], byte[]> letter) {}

    /**
     * Lets a record pass that fits into its topic.
     *
     * @throws OversizedException when it does not
     */
    public void check(ProducerRecord<byte[], byte[]> record) {
        if (!limits.fits(record)) {
            throw new OversizedException(RecordLimits.bytesOf(record), limits.of(record.topic()));
        }
    }

    /**
     * The dead letter of a row.
     *
     * @param failure what making its record, or {@link #check}, failed with
     * @throws PipelineException {@link ErrorKind#RECORD_MALFORMED} when ingest is strict
     */
    public BadRow of(RowImage row, Origin.Source origin, RuntimeException failure) {
        RowFault fault =
                failure instanceof OversizedException oversized
                        ? RowFault.tooLarge(row, oversized.bytes, oversized.bytesMax)
                        : RowFault.of(row, failure);
        byte[] key = keyOf(row);
        if (strict) {
            throw new PipelineException(
                    ErrorKind.RECORD_MALFORMED,
                    "the row of %s with key %s cannot be published because of column %s: %s (operation %s at %s)"
                            .formatted(
                                    origin.table(),
                                    key == null
                                            ? "unknown"
                                            : new String(key, StandardCharsets.UTF_8),
                                    fault.column(),
                                    fault.reason(),
                                    origin.operation(),
                                    origin.lsn()));
        }
        return new BadRow(
                row.shape().table(),
                key,
                DeadLetter.of(
                        CONSUMER,
                        origin,
                        fault.kind(),
                        fault.reason(),
                        clock.instant(),
                        key,
                        KeptRow.of(row)));
    }

    /** The row's key in its topic, null when it cannot be written. */
    static byte @Nullable [] keyOf(RowImage row) {
        try {
            return row.keyBytes();
        } catch (RuntimeException e) {
            return null;
        }
    }

    /** On the publisher's thread: the next batch holds this letter. */
    public void publishing(BadRow row) {
        underWay.add(row);
    }

    /** On the publisher's thread: everything told since the last call is durable. */
    void durable() {
        if (underWay.isEmpty()) {
            return;
        }
        underWay.forEach(row -> setAside.add(row.table(), row.key()));
        counted.accept(underWay.size());
        LOG.atWarn()
                .addKeyValue("rows", underWay.size())
                .addKeyValue("first", underWay.getFirst().table().qualifiedName())
                .log("rows that cannot be published are among the dead letters");
        underWay.clear();
    }

    /** A record is larger than its topic takes. */
    private static final class OversizedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final long bytes;
        private final long bytesMax;

        OversizedException(long bytes, long bytesMax) {
            super(bytes + " bytes", null, false, false);
            this.bytes = bytes;
            this.bytesMax = bytesMax;
        }
    }
}
