package dev.millrace.streams.derived;

import static dev.millrace.schema.topics.Headers.COMMIT_TIME;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** The commit time that travels with a change, in microseconds since 1970-01-01 UTC. */
public final class CommitTime {

    private CommitTime() {}

    /** The commit time; null without one, or with one that is not a number. */
    public static @Nullable Long of(Headers headers) {
        Header header = headers.lastHeader(COMMIT_TIME);
        if (header == null || header.value() == null) {
            return null;
        }
        try {
            return Long.valueOf(new String(header.value(), UTF_8));
        } catch (NumberFormatException e) {
            // Whoever writes the row reports it; as a clock it is of no use.
            return null;
        }
    }

    /** The commit time, or else the record's own time, which a replay finds unchanged too. */
    public static long of(Record<?, ?> record) {
        Long commit = of(record.headers());
        return commit == null ? TimeUnit.MILLISECONDS.toMicros(record.timestamp()) : commit;
    }

    /** A copy of the headers with this commit time. */
    public static Headers with(Headers headers, long micros) {
        RecordHeaders changed = new RecordHeaders(headers);
        changed.remove(COMMIT_TIME);
        changed.add(COMMIT_TIME, Long.toString(micros).getBytes(UTF_8));
        return changed;
    }
}
