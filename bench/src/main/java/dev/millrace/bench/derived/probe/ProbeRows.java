package dev.millrace.bench.derived.probe;

import dev.millrace.bench.derived.data.DataSet;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;

/** The next number of every probe: they go on through the whole benchmark. */
public final class ProbeRows {

    // As many reviews as each practitioner has in stock.
    private static final int NUMBER_MAX = 999;

    private final Map<Probe, Long> sent = new EnumMap<>(Probe.class);

    /**
     * Sets and commits the next number of this probe; the connection is not in auto-commit mode.
     */
    Sighting send(Connection connection, Probe probe) throws SQLException {
        long count = sent.merge(probe, 1L, Long::sum) - 1;
        int row = (int) (count % DataSet.PROBES);
        long number = count / DataSet.PROBES + 1;
        if (number > NUMBER_MAX) {
            throw new PipelineException(
                    ErrorKind.SETTING_INVALID,
                    "probe %s has used up its %,d numbers: measure for a shorter time"
                            .formatted(probe, NUMBER_MAX * DataSet.PROBES));
        }
        try (PreparedStatement update = connection.prepareStatement(probe.write())) {
            update.setLong(1, number);
            update.setLong(2, row);
            update.executeUpdate();
        }
        long now = System.nanoTime();
        connection.commit();
        return new Sighting(probe, row, number, now, 0);
    }
}
