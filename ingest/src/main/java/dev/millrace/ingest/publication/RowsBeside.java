package dev.millrace.ingest.publication;

import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.position.Lsn;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Rows that were read from tables and wait to be published between the changes of the log. Told of
 * what is published, on the publisher's thread, it says which rows are due.
 */
public interface RowsBeside {

    /** No rows beside the log. */
    RowsBeside NONE =
            new RowsBeside() {
                @Override
                public void transactionBegins(long xid) {}

                @Override
                public void rowPassed(CapturedTable table, byte[] key) {}

                @Override
                public void transactionEnded(
                        Lsn end, List<ProducerRecord<byte[], byte[]>> records) {}

                @Override
                public void durable() {}
            };

    /** The log comes to a transaction, whether its changes are in the topics already or not. */
    void transactionBegins(long xid);

    /** A change of the log is about to be published, or was before. */
    void rowPassed(CapturedTable table, byte[] key);

    /**
     * Everything that the log holds up to this LSN is among the records or was published before.
     *
     * @param records rows that are due now are added at the end
     */
    void transactionEnded(Lsn end, List<ProducerRecord<byte[], byte[]>> records);

    /** The records that were given are durable. */
    void durable();
}
