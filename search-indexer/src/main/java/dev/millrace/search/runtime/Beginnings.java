package dev.millrace.search.runtime;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.search.SearchIndex;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.streams.freshness.Epochs;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Tells the database that an index is filled again, and as of no commit until it has been. */
final class Beginnings {

    private final DatabaseSettings database;

    /**
     * @param database seen by the role that writes the derived tables
     */
    Beginnings(DatabaseSettings database) {
        this.database = database;
    }

    /**
     * Tells it; returns when that is committed.
     *
     * @throws PipelineException {@link ErrorKind#SERVER_UNREACHABLE} when the database does not
     *     take it
     */
    void tell(SearchIndex index) {
        String name = DerivedStore.of(index).name();
        try (Connection connection = ReportConnection.open(database)) {
            Epochs.begin(connection, List.of(name));
            connection.commit();
        } catch (SQLException e) {
            throw new PipelineException(
                    ErrorKind.SERVER_UNREACHABLE,
                    "the database cannot be told that %s begins again: %s"
                            .formatted(name, e.getMessage()),
                    e);
        }
    }
}
