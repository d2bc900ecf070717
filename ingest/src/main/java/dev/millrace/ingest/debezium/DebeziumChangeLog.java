package dev.millrace.ingest.debezium;

import dev.millrace.ingest.log.ChangeLog;
import dev.millrace.ingest.log.LogListener;
import dev.millrace.ingest.rows.ColumnForm;
import dev.millrace.ingest.rows.TableShape;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.settings.DatabaseSettings;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** The log of a PostgreSQL slot, read by Debezium's embedded engine. */
public final class DebeziumChangeLog implements ChangeLog {

    static {
        // Debezium otherwise keeps quantiles of every record.
        System.setProperty("dbz.statistics.metrics.enabled", "false");
    }

    private final DatabaseSettings capture;
    private final String slot;
    private final String publication;
    private final List<TableShape> shapes;
    private final IntFunction<Optional<ColumnForm>> forms;
    private final Consumer<CapturedTable> changed;

    /**
     * @param shapes the captured tables as they were checked
     * @param forms the form of a type, by its OID; asked on the reading thread
     * @param changed told, on the reading thread, before the first row that has other columns than
     *     before; what it throws ends the reading
     */
    public DebeziumChangeLog(
            DatabaseSettings capture,
            String slot,
            String publication,
            List<TableShape> shapes,
            IntFunction<Optional<ColumnForm>> forms,
            Consumer<CapturedTable> changed) {
        this.capture = capture;
        this.slot = slot;
        this.publication = publication;
        this.shapes = List.copyOf(shapes);
        this.forms = forms;
        this.changed = changed;
    }

    @Override
    public Reading read(LogListener listener) {
        Properties settings =
                EngineSettings.of(
                        capture,
                        slot,
                        publication,
                        shapes.stream().map(TableShape::table).toList());
        RecordReader reader = new RecordReader(shapes, forms, changed);
        EngineReading reading = new EngineReading(settings, reader, listener, slot);
        reading.start();
        return reading;
    }
}
