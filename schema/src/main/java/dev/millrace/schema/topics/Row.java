package dev.millrace.schema.topics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of a table as it travels in a topic: one JSON object, a field a captured column.
 *
 * <p>The form of each type is described at {@link RowFormat}. A reading method without {@code
 * orNull} in its name expects a value and throws {@link MalformedRowException} when the column is
 * absent, null or of another form; absence is an error because a topic holds complete rows.
 */
public record Row(ObjectNode json) {

    public boolean has(String column) {
        return json.has(column);
    }

    public String text(String column) {
        return present(column).asText();
    }

    public @Nullable String textOrNull(String column) {
        JsonNode node = field(column);
        return node.isNull() ? null : node.asText();
    }

    public boolean flag(String column) {
        JsonNode node = present(column);
        if (!node.isBoolean()) {
            throw MalformedRowException.of(column, "true or false", node);
        }
        return node.booleanValue();
    }

    public @Nullable Boolean flagOrNull(String column) {
        return field(column).isNull() ? null : Boolean.valueOf(flag(column));
    }

    public long integer(String column) {
        JsonNode node = present(column);
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw MalformedRowException.of(column, "a 64-bit integer", node);
        }
        return node.longValue();
    }

    public @Nullable Long integerOrNull(String column) {
        return field(column).isNull() ? null : Long.valueOf(integer(column));
    }

    /** The exact decimal; not-a-number and infinities are malformed here. */
    public BigDecimal decimal(String column) {
        JsonNode node = present(column);
        try {
            return new BigDecimal(node.asText());
        } catch (NumberFormatException e) {
            throw MalformedRowException.of(column, "a decimal number", node);
        }
    }

    public @Nullable BigDecimal decimalOrNull(String column) {
        return field(column).isNull() ? null : decimal(column);
    }

    /** Microseconds since 1970-01-01 UTC; infinities as {@link RowFormat} maps them. */
    public long micros(String column) {
        JsonNode node = present(column);
        try {
            return RowFormat.timestampMicros(node.asText());
        } catch (RuntimeException e) {
            throw MalformedRowException.of(column, "a timestamp", node);
        }
    }

    public @Nullable Long microsOrNull(String column) {
        return field(column).isNull() ? null : Long.valueOf(micros(column));
    }

    public Instant instant(String column) {
        return RowFormat.instantOf(micros(column));
    }

    /** The elements of an array column as text, nulls left out. */
    public List<String> texts(String column) {
        JsonNode node = present(column);
        if (!node.isArray()) {
            throw MalformedRowException.of(column, "an array", node);
        }
        List<String> texts = new ArrayList<>(node.size());
        for (JsonNode element : node) {
            if (!element.isNull()) {
                texts.add(element.asText());
            }
        }
        return texts;
    }

    /** A json or jsonb column as the tree it is; a JSON null for an SQL null. */
    public JsonNode tree(String column) {
        return field(column);
    }

    private JsonNode present(String column) {
        JsonNode node = field(column);
        if (node.isNull()) {
            throw MalformedRowException.of(column, "a value", node);
        }
        return node;
    }

    private JsonNode field(String column) {
        JsonNode node = json.get(column);
        if (node == null) {
            throw new MalformedRowException("row has no column '" + column + "'");
        }
        return node;
    }
}
