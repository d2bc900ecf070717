package dev.millrace.ingest.log;

import dev.millrace.ingest.IngestSettings;
import dev.millrace.ingest.gate.TableCheck;
import dev.millrace.ingest.rows.TableShape;
import dev.millrace.ingest.rows.TypeForms;
import dev.millrace.ingest.testing.TestSource;
import dev.millrace.schema.capture.CapturedTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The log of a test's database, its tables checked as at a start. */
final class CheckedSource {

    private CheckedSource() {}

    static LogSource of(
            TestSource source,
            IngestSettings settings,
            String slot,
            Consumer<CapturedTable> changed) {
        try (Connection connection = source.connect()) {
            TypeForms forms = TypeForms.read(connection);
            List<TableShape> shapes = new ArrayList<>();
            for (CapturedTable table : settings.tables()) {
                shapes.add(TableCheck.check(connection, table, forms::of));
            }
            return new LogSource(
                    settings.capture(),
                    settings.log(),
                    slot,
                    settings.publication(),
                    shapes,
                    forms::of,
                    changed);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
