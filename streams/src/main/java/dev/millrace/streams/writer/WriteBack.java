package dev.millrace.streams.writer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.derived.DerivedStores;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/** What a store gives back to the application's tables, in the transaction that writes its rows. */
@FunctionalInterface
public interface WriteBack {

    /** For stores whose rows stay in schema {@code derived}. */
    WriteBack NONE = (connection, rows) -> {};

    /** What this store gives back; a version beside the live one gives nothing. */
    static WriteBack of(DerivedStore store) {
        return store.equals(DerivedStores.COURSE_PROGRESS) ? new CourseCompletions() : NONE;
    }

    /**
     * A row that was written.
     *
     * @param asOf the commit that made it so; empty for what follows from a copy of the tables,
     *     which is not as of any one commit
     */
    record Written(ObjectNode row, Optional<Instant> asOf) {}

    /**
     * Writes back.
     *
     * @param rows rows of the batch as they were in order, a key possibly several times
     */
    void apply(Connection connection, Collection<Written> rows) throws SQLException;
}
