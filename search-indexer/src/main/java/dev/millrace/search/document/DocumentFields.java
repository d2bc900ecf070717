package dev.millrace.search.document;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schema.topics.RowFormat;
import dev.millrace.schema.topics.RowSerde;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Builds a document field by field; a field without a value is left out. */
public final class DocumentFields {

    /** As the database sorts texts by their bytes. */
    private static final Comparator<String> BYTES =
            Comparator.comparing(text -> text.getBytes(UTF_8), Arrays::compareUnsigned);

    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final long FIRST_MICROS =
            RowFormat.microsOf(Instant.parse("0001-01-01T00:00:00Z"));
    private static final long BEHIND_LAST_MICROS =
            RowFormat.microsOf(Instant.parse("+10000-01-01T00:00:00Z"));

    private final ObjectNode json = RowSerde.newObject();

    /** These columns, each as the field of its name. */
    public DocumentFields copy(Fact fact, String... columns) {
        for (String column : columns) {
            put(column, fact.columns().get(column));
        }
        return this;
    }

    /** A column under another name. */
    public DocumentFields put(String field, @Nullable JsonNode value) {
        if (value != null && !value.isNull()) {
            json.set(field, value);
        }
        return this;
    }

    public DocumentFields text(String field, @Nullable String value) {
        if (value != null) {
            json.put(field, value);
        }
        return this;
    }

    public DocumentFields flag(String field, boolean value) {
        json.put(field, value);
        return this;
    }

    /** A column of a fact that may not be there, else a number. */
    public DocumentFields integer(String field, Optional<Fact> fact, String column, int otherwise) {
        json.put(field, otherwise);
        return put(field, fact.map(f -> f.columns().get(column)).orElse(null));
    }

    /** A numeric column of a fact that may not be there, as a number with its scale. */
    public DocumentFields decimal(String field, Optional<Fact> fact, String column) {
        @Nullable BigDecimal value = fact.map(f -> f.row().decimalOrNull(column)).orElse(null);
        if (value != null) {
            json.put(field, value);
        }
        return this;
    }

    /**
     * A moment in UTC with six decimals; left out outside the years 1 to 9999, which a search
     * server cannot take.
     *
     * @param micros since 1970-01-01 UTC; null for none
     */
    public DocumentFields moment(String field, @Nullable Long micros) {
        if (micros != null && micros >= FIRST_MICROS && micros < BEHIND_LAST_MICROS) {
            json.put(field, MOMENT.format(RowFormat.instantOf(micros)));
        }
        return this;
    }

    /** Texts in the order of their bytes. */
    public DocumentFields sorted(String field, Stream<String> values) {
        ArrayNode array = json.putArray(field);
        values.sorted(BYTES).forEach(array::add);
        return this;
    }

    /** Distinct small numbers in their order. */
    public DocumentFields numbers(String field, Collection<Long> values) {
        ArrayNode array = json.putArray(field);
        values.stream().distinct().sorted().forEach(value -> array.add(value.intValue()));
        return this;
    }

    public ObjectNode document() {
        return json;
    }
}
