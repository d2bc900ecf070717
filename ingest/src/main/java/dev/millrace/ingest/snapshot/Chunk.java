package dev.millrace.ingest.snapshot;

import dev.millrace.ingest.publication.BadRows.BadRow;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Rows of one table that were read together.
 *
 * @param seen what the reading transaction saw
 * @param rows records by key
 * @param bad rows without a record that could be published
 * @param progress says that the copy got this far; published with the rows
 */
record Chunk(
        RowSnapshot seen,
        List<Row> rows,
        List<BadRow> bad,
        ProducerRecord<byte[], byte[]> progress) {

    /**
     * A row that waits.
     *
     * @param key its key in the topic
     * @param record its record
     */
    record Row(ByteBuffer key, ProducerRecord<byte[], byte[]> record) {}

    Chunk {
        rows = List.copyOf(rows);
        bad = List.copyOf(bad);
    }
}
