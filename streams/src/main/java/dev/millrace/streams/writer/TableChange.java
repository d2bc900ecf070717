package dev.millrace.streams.writer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schema.topics.RowKey;
import java.util.Optional;

/** What one record of a derived topic does to the table. */
sealed interface TableChange {

    /** The key that it is about; empty for {@link Skip}. */
    Optional<RowKey> rowKey();

    /**
     * The key's row is this one now.
     *
     * @param row every column of the table, the time column included
     */
    record Put(RowKey key, ObjectNode row) implements TableChange {

        @Override
        public Optional<RowKey> rowKey() {
            return Optional.of(key);
        }
    }

    /** The key has no row any more. */
    record Remove(RowKey key) implements TableChange {

        @Override
        public Optional<RowKey> rowKey() {
            return Optional.of(key);
        }
    }

    /** Nothing: the record could not be used and is among the dead letters. */
    record Skip() implements TableChange {

        @Override
        public Optional<RowKey> rowKey() {
            return Optional.empty();
        }
    }
}
