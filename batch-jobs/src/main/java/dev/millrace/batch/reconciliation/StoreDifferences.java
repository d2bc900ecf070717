package dev.millrace.batch.reconciliation;

import java.util.List;

/**
 * A derived store against its oracle.
 *
 * @param store its name
 * @param rows rows of its table
 * @param found rows that were missing, surplus or different
 * @param left how many of them still are; as many as were found where nothing was mended
 * @param undecided rows that changed too often to be compared
 * @param examples keys of the first few of those found
 */
public record StoreDifferences(
        String store, long rows, long found, long left, long undecided, List<String> examples) {

    public StoreDifferences {
        examples = List.copyOf(examples);
    }

    /** In one line. */
    public String inWords() {
        return "%s: %,d of %,d rows differed, %,d of them still do, %,d changed too often to say%s"
                .formatted(
                        store,
                        found,
                        rows,
                        left,
                        undecided,
                        examples.isEmpty() ? "" : "; for example " + String.join(", ", examples));
    }
}
