package dev.millrace.bench.search.probe;

import dev.millrace.bench.search.data.SearchData;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.util.EnumMap;
import java.util.Map;

/** The next number of every probe: they go on through the whole benchmark. */
public final class ProbeNumbers {

    // As many reviews as each practitioner has in stock.
    private static final int NUMBER_MAX = 999;

    private final Map<SearchProbe, Long> sent = new EnumMap<>(SearchProbe.class);

    /**
     * A probe's next row and number.
     *
     * @param row which of the rows of its kind
     */
    record Next(int row, long number) {}

    synchronized Next next(SearchProbe probe) {
        long count = sent.merge(probe, 1L, Long::sum) - 1;
        long number = count / SearchData.PROBES + 1;
        if (number > NUMBER_MAX) {
            throw new PipelineException(
                    ErrorKind.SETTING_INVALID,
                    "probe %s has used up its %,d numbers: measure for a shorter time"
                            .formatted(probe, NUMBER_MAX * SearchData.PROBES));
        }
        return new Next((int) (count % SearchData.PROBES), number);
    }
}
