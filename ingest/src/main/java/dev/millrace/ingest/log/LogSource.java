package dev.millrace.ingest.log;

import dev.millrace.ingest.rows.ColumnForm;
import dev.millrace.ingest.rows.TableShape;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.settings.DatabaseSettings;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Which log to read, and as what: all that any reader needs to know.
 *
 * @param capture the database, seen by the capture role
 * @param log the server whose log it is: the database itself, or a standby of it
 * @param slot the replication slot, which nobody else streams from
 * @param publication names the tables
 * @param shapes the captured tables as they were checked
 * @param forms the form of a type, by its OID; asked on the reading thread
 * @param changed told, on the reading thread, before the first row that has other columns than
 *     before; what it throws ends the reading
 */
public record LogSource(
        DatabaseSettings capture,
        DatabaseSettings log,
        String slot,
        String publication,
        List<TableShape> shapes,
        IntFunction<Optional<ColumnForm>> forms,
        Consumer<CapturedTable> changed) {

    public LogSource {
        shapes = List.copyOf(shapes);
    }
}
