package dev.millrace.search.document;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The facts that belong to one document, besides its own row. */
public final class Facts {

    private final Map<String, List<Fact>> byKind;

    Facts(Map<String, List<Fact>> byKind) {
        this.byKind = byKind;
    }

    /** The fact of a kind of which a document has one at most; empty while it is not there. */
    public Optional<Fact> one(String kind) {
        List<Fact> all = all(kind);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }

    /** The facts of a kind, in the order of their keys. */
    public List<Fact> all(String kind) {
        return byKind.getOrDefault(kind, List.of());
    }
}
