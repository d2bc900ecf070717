package dev.millrace.ingest.rows;

import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.RowKeySerde;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One row: a text, or null for SQL null, for each column of its table's shape. */
public final class RowImage {

    private final TableShape shape;
    private final @Nullable String[] texts;

    /**
     * @param texts by column place, as PostgreSQL prints them; not copied
     */
    public RowImage(TableShape shape, @Nullable String[] texts) {
        if (texts.length != shape.columns().size()) {
            throw new IllegalArgumentException(
                    "%d values for the %d columns of %s"
                            .formatted(
                                    texts.length,
                                    shape.columns().size(),
                                    shape.table().qualifiedName()));
        }
        this.shape = shape;
        this.texts = texts;
    }

    public TableShape shape() {
        return shape;
    }

    /** The text in this place, null for SQL null. */
    public @Nullable String text(int place) {
        return texts[place];
    }

    /** Whether another row of the same shape has the same key. */
    public boolean hasKeyOf(RowImage other) {
        for (int place : shape.keyPlaces()) {
            if (!Objects.equals(texts[place], other.texts[place])) {
                return false;
            }
        }
        return true;
    }

    /**
     * The row's key as it stands in a topic.
     *
     * @throws IllegalStateException when a key column is null
     */
    public byte[] keyBytes() {
        List<String> values = new ArrayList<>(shape.keyPlaces().length);
        boolean plain = true;
        for (int place : shape.keyPlaces()) {
            String text = texts[place];
            if (text == null) {
                throw new IllegalStateException(
                        "key column "
                                + shape.columns().get(place).name()
                                + " of "
                                + shape.table().qualifiedName()
                                + " is null");
            }
            String value = shape.columns().get(place).form().canonical(text);
            plain &= isPlain(value);
            values.add(value);
        }
        // Nearly every key is numbers and identifiers, which nobody would escape.
        return plain
                ? ("[\"" + String.join("\",\"", values) + "\"]").getBytes(StandardCharsets.UTF_8)
                : RowKeySerde.toBytes(new RowKey(values));
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    /** The whole row as it stands in a topic: a JSON object, a field a column, in table order. */
    public byte[] valueBytes() {
        StringBuilder json = new StringBuilder(64 * texts.length);
        for (int place = 0; place < texts.length; place++) {
            json.append(shape.fieldStart(place));
            String text = texts[place];
            if (text == null) {
                json.append("null");
            } else {
                shape.columns().get(place).form().appendJson(json, text);
            }
        }
        return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }
}
