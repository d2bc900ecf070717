package dev.millrace.schema.topics;

import java.util.List;

/**
 * The key of a row: its key columns' values, in key order, each in its canonical text form.
 *
 * <p>On the wire a JSON array of strings, so equal keys are equal bytes in every topic and joined
 * topics agree on the partition.
 */
public record RowKey(List<String> values) {

    public RowKey {
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException("a row key has at least one value");
        }
    }

    public static RowKey of(String... values) {
        return new RowKey(List.of(values));
    }

    /**
     * The value at this place of the key.
     *
     * @throws IndexOutOfBoundsException when the key has no such place
     */
    public String value(int place) {
        return values.get(place);
    }
}
