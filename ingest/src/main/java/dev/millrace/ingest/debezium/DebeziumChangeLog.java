package dev.millrace.ingest.debezium;

import dev.millrace.ingest.log.ChangeLog;
import dev.millrace.ingest.log.LogListener;
import dev.millrace.ingest.log.LogSource;
import dev.millrace.ingest.rows.TableShape;
import java.util.Properties;

/** The log of a PostgreSQL slot, read by Debezium's embedded engine. */
public final class DebeziumChangeLog implements ChangeLog {

    static {
        // Debezium otherwise keeps quantiles of every record.
        System.setProperty("dbz.statistics.metrics.enabled", "false");
    }

    private final LogSource source;

    public DebeziumChangeLog(LogSource source) {
        this.source = source;
    }

    @Override
    public Reading read(LogListener listener) {
        Properties settings =
                EngineSettings.of(
                        source.capture(),
                        source.slot(),
                        source.publication(),
                        source.shapes().stream().map(TableShape::table).toList());
        RecordReader reader = new RecordReader(source.shapes(), source.forms(), source.changed());
        EngineReading reading = new EngineReading(settings, reader, listener, source.slot());
        reading.start();
        return reading;
    }
}
