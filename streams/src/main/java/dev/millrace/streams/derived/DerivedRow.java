package dev.millrace.streams.derived;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowFormat;
import dev.millrace.schema.topics.RowSerde;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Builds a row of a derived store, column by column, each in the form of {@link RowFormat}. */
public final class DerivedRow {

    private final ObjectNode json = RowSerde.newObject();

    public DerivedRow text(String column, @Nullable String value) {
        json.put(column, value);
        return this;
    }

    public DerivedRow integer(String column, long value) {
        // The node type that reading the JSON gives, so that equal rows are equal objects.
        if (value == (int) value) {
            json.put(column, (int) value);
        } else {
            json.put(column, value);
        }
        return this;
    }

    public DerivedRow integerOrNull(String column, @Nullable Long value) {
        if (value == null) {
            json.putNull(column);
            return this;
        }
        return integer(column, value);
    }

    /** An exact decimal; its scale is kept. */
    public DerivedRow decimal(String column, @Nullable BigDecimal value) {
        json.put(column, value == null ? null : value.toPlainString());
        return this;
    }

    /** A timestamptz, in microseconds since 1970-01-01 UTC. */
    public DerivedRow timestamp(String column, @Nullable Long micros) {
        json.put(column, micros == null ? null : RowFormat.timestampText(micros));
        return this;
    }

    /** A json or jsonb value. */
    public DerivedRow json(String column, JsonNode value) {
        json.set(column, value);
        return this;
    }

    public Row row() {
        return new Row(json.deepCopy());
    }
}
