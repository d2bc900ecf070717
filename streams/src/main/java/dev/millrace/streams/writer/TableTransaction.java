package dev.millrace.streams.writer;

import dev.millrace.schema.topics.RowKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import javax.sql.DataSource;
import org.apache.kafka.common.TopicPartition;

/** Writes a batch: the offsets, the rows and what is written back, all or nothing. */
final class TableTransaction {

    private final DataSource database;
    private final AppliedOffsets offsets;
    private final StoreTable table;
    private final WriteBack writeBack;

    TableTransaction(
            DataSource database, AppliedOffsets offsets, StoreTable table, WriteBack writeBack) {
        this.database = database;
        this.offsets = offsets;
        this.table = table;
        this.writeBack = writeBack;
    }

    /** How many rows a batch put and removed, after the last of each key. */
    record Applied(int put, int removed) {}

    /**
     * How far the table is to reach into a partition.
     *
     * @param expected how far it does as far as is known; empty for not at all
     */
    record Advance(Optional<Reach> expected, Reach reach) {}

    /**
     * Applies records in order.
     *
     * @param advances every partition of the records, in one order for all writers
     * @throws OvertakenException when the table does not stand where it is expected
     */
    Applied apply(Collection<ReadRecord> records, SortedMap<TopicPartition, Advance> advances)
            throws SQLException, OvertakenException {
        Map<RowKey, TableChange.Put> puts = new LinkedHashMap<>();
        Map<RowKey, TableChange.Remove> removes = new LinkedHashMap<>();
        List<WriteBack.Written> rows = new ArrayList<>();
        for (ReadRecord record : records) {
            switch (record.change()) {
                case TableChange.Put put -> {
                    removes.remove(put.key());
                    puts.put(put.key(), put);
                    rows.add(new WriteBack.Written(put.row(), record.asOf()));
                }
                case TableChange.Remove remove -> {
                    puts.remove(remove.key());
                    removes.put(remove.key(), remove);
                }
                case TableChange.Skip ignored -> {}
            }
        }
        // Closing a connection in the middle of its transaction rolls it back.
        try (Connection connection = database.getConnection()) {
            // The offsets first: their row locks make a second writer wait, and then see itself
            // overtaken, before it touches a row.
            for (Map.Entry<TopicPartition, Advance> entry : advances.entrySet()) {
                Advance advance = entry.getValue();
                if (!offsets.advance(
                        connection,
                        entry.getKey().partition(),
                        advance.expected(),
                        advance.reach())) {
                    throw new OvertakenException(entry.getKey());
                }
            }
            table.put(connection, puts.values());
            table.remove(connection, removes.values());
            writeBack.apply(connection, rows);
            connection.commit();
        }
        return new Applied(puts.size(), removes.size());
    }
}
