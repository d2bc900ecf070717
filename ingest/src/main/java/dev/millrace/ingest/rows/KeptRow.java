package dev.millrace.ingest.rows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a dead letter keeps of a row, as {@link dev.millrace.schema.deadletter.DeadLetter} says: the
 * captured columns in the text that PostgreSQL prints, the long ones cut. Enough to look at it; the
 * row itself is in its table.
 */
public final class KeptRow {

    private static final int VALUE_CHARACTERS_MAX = 2_000;

    // As JSON at most six times as many bytes: far below what any topic takes.
    private static final int ROW_CHARACTERS_MAX = 40_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private KeptRow() {}

    /** The JSON of what is kept. */
    public static byte[] of(RowImage row) {
        ObjectNode values = JSON.createObjectNode();
        ObjectNode cut = JSON.createObjectNode();
        int left = ROW_CHARACTERS_MAX;
        for (int place = 0; place < row.shape().columns().size(); place++) {
            String column = row.shape().columns().get(place).name();
            String text = row.text(place);
            if (text == null) {
                values.putNull(column);
                continue;
            }
            int end = Math.min(text.length(), Math.min(left, VALUE_CHARACTERS_MAX));
            if (end < text.length()) {
                cut.put(column, text.length());
                // Not between the two halves of a character.
                end -= end > 0 && Character.isHighSurrogate(text.charAt(end - 1)) ? 1 : 0;
            }
            values.put(column, text.substring(0, end));
            left -= end;
        }
        ObjectNode kept = JSON.createObjectNode();
        kept.set("row", values);
        if (!cut.isEmpty()) {
            kept.set("cut", cut);
        }
        try {
            return JSON.writeValueAsBytes(kept);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a kept row cannot be written", e);
        }
    }
}
