package dev.millrace.search.document;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** What an index says of one thing; a function of nothing but its arguments. */
@FunctionalInterface
public interface DocumentRule {

    /**
     * The complete document.
     *
     * @param id of the document
     * @param own what matters of the thing's own row, which is there
     * @param facts of other rows, those that have come so far
     * @return null when the index does not hold it
     */
    @Nullable ObjectNode document(String id, Fact own, Facts facts);
}
