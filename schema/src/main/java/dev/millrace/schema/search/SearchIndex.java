package dev.millrace.schema.search;

/**
 * A search index: an alias that readers use, filled from the topic {@code search.<name>}.
 *
 * @param name name of the alias
 * @param mappingVersion version of its mapping files; a higher one needs a new index
 * @param general whether the alias {@code general} spans it
 */
public record SearchIndex(String name, int mappingVersion, boolean general) {

    public SearchIndex {
        if (!name.matches("[a-z]+")) {
            throw new IllegalArgumentException(
                    "name of a search index is '" + name + "', expected lower-case letters");
        }
        if (mappingVersion < 1) {
            throw new IllegalArgumentException(
                    "mapping version of "
                            + name
                            + " is "
                            + mappingVersion
                            + ", expected 1 or more");
        }
    }

    /**
     * The name of one index behind the alias.
     *
     * @param build counts the indexes that were made with this mapping, from 1
     */
    public String concreteName(int build) {
        return "%s-v%d-%d".formatted(name, mappingVersion, build);
    }

    /** {@code oracle.search_<name>}: the view that recomputes each document from scratch. */
    public String oracleName() {
        return "oracle.search_" + name;
    }
}
