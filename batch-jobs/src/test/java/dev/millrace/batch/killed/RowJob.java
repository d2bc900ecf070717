package dev.millrace.batch.killed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A job whose effects SQL foretells: a query before it against a query after it. */
final class RowJob implements KilledJob {

    private final String name;
    private final Map<String, String> parameters = new TreeMap<>(Map.of("chunk-size", "7"));
    private final List<String> rows;
    private final String expected;
    private final String found;
    private boolean countsEachRowOnce = true;
    private List<String> foretold = List.of();

    /**
     * @param expected texts that say, before the job, what is to be there after it
     * @param found texts that say what is there
     * @param rows statements that make what it works on
     */
    RowJob(String name, String expected, String found, String... rows) {
        this.name = name;
        this.rows = List.of(rows);
        this.expected = expected;
        this.found = found;
    }

    RowJob with(String parameter, String value) {
        parameters.put(parameter, value);
        return this;
    }

    /**
     * For steps outside of transactions: doing a chunk twice does no harm there, and counts twice.
     */
    RowJob mayCountTwice() {
        countsEachRowOnce = false;
        return this;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Map<String, String> parameters() {
        return parameters;
    }

    @Override
    public void prepare(Site site) {
        site.execute(rows.toArray(String[]::new));
        foretold = site.texts(expected);
        assertThat(foretold).isNotEmpty().isNotEqualTo(site.texts(found));
    }

    @Override
    public void assertDone(Site site) {
        assertThat(site.texts(found)).containsExactlyInAnyOrderElementsOf(foretold);
    }

    @Override
    public boolean countsEachRowOnce() {
        return countsEachRowOnce;
    }
}
