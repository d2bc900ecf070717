package dev.millrace.ingest.publication;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.topics.Headers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * The rows of the transaction at hand. Those that share their topic are told at its end that they
 * belong together, so that readers are shown all of them or none. For one thread.
 */
final class TransactionRows {

    private final List<ProducerRecord<byte[], byte[]>> rows = new ArrayList<>();
    private boolean isWhole;

    void begin() {
        rows.clear();
        isWhole = true;
    }

    void add(ProducerRecord<byte[], byte[]> row) {
        if (isWhole) {
            rows.add(row);
        }
    }

    /** Some rows of the transaction leave, or left, apart from the others. */
    void isCut() {
        rows.clear();
        isWhole = false;
    }

    /**
     * The transaction is complete: what belongs together says so from now on.
     *
     * @param end where its commit ends in the log
     */
    void end(Lsn end) {
        if (rows.size() > 1) {
            Map<String, Integer> byTopic = new HashMap<>();
            rows.forEach(row -> byTopic.merge(row.topic(), 1, Integer::sum));
            Header together = new RecordHeader(Headers.TOGETHER, end.toString().getBytes(US_ASCII));
            for (ProducerRecord<byte[], byte[]> row : rows) {
                if (byTopic.getOrDefault(row.topic(), 0) > 1) {
                    row.headers().add(together);
                }
            }
        }
        isCut();
    }
}
