package dev.millrace.ingest.debezium;

import dev.millrace.ingest.log.ChangeLog;
import dev.millrace.ingest.log.LogListener;
import dev.millrace.ingest.rows.ColumnForm;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.settings.DatabaseSettings;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
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
    private final List<CapturedTable> tables;
    private final IntFunction<Optional<ColumnForm>> forms;

    /**
     * @param forms the form of a type, by its OID; asked on the reading thread
     */
    public DebeziumChangeLog(
            DatabaseSettings capture,
            String slot,
            String publication,
            List<CapturedTable> tables,
            IntFunction<Optional<ColumnForm>> forms) {
        this.capture = capture;
        this.slot = slot;
        this.publication = publication;
        this.tables = List.copyOf(tables);
        this.forms = forms;
    }

    @Override
    public Reading read(LogListener listener) {
        Properties settings = EngineSettings.of(capture, slot, publication, tables);
        EngineReading reading =
                new EngineReading(settings, new RecordReader(tables, forms), listener, slot);
        reading.start();
        return reading;
    }
}
