package dev.millrace.search.writer;

import java.util.ArrayList;
import java.util.List;

/** Cuts changes into requests of a bounded size. */
final class Bulks {

    private Bulks() {}

    /** The changes in their order; a request is larger only when one change alone is. */
    static List<List<DocumentChange>> of(List<DocumentChange> changes, int bytesMax) {
        List<List<DocumentChange>> bulks = new ArrayList<>();
        List<DocumentChange> bulk = new ArrayList<>();
        long bytes = 0;
        for (DocumentChange change : changes) {
            if (!bulk.isEmpty() && bytes + change.json().length > bytesMax) {
                bulks.add(bulk);
                bulk = new ArrayList<>();
                bytes = 0;
            }
            bulk.add(change);
            bytes += change.json().length;
        }
        if (!bulk.isEmpty()) {
            bulks.add(bulk);
        }
        return bulks;
    }
}
