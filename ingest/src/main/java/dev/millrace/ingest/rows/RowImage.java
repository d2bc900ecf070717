package dev.millrace.ingest.rows;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.schema.topics.RowKeySerde;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One row: for each column of its table's shape the text that PostgreSQL prints, or SQL null. The
 * texts stay in the bytes in which they came.
 */
public final class RowImage {

    /** Stands for SQL null in place of where a text begins. */
    public static final int NULL = -1;

    /** Stands for a value that is not known, in place of where a text begins. */
    public static final int NOT_GIVEN = -2;

    private static final byte[] JSON_NULL = "null".getBytes(US_ASCII);

    private final TableShape shape;
    private final byte[] source;
    private final int[] bounds;

    /**
     * A row whose texts stand in UTF-8 in these bytes; neither array is copied.
     *
     * @param bounds two for each column place: where its text begins, or {@link #NULL} or {@link
     *     #NOT_GIVEN}, and the place after its end
     */
    public RowImage(TableShape shape, byte[] source, int[] bounds) {
        requireAll(shape, bounds.length / 2);
        this.shape = shape;
        this.source = source;
        this.bounds = bounds;
    }

    /**
     * A row of texts.
     *
     * @param texts by column place, as PostgreSQL prints them
     */
    public RowImage(TableShape shape, @Nullable String[] texts) {
        requireAll(shape, texts.length);
        this.shape = shape;
        this.bounds = new int[2 * texts.length];
        byte[][] encoded = new byte[texts.length][];
        int length = 0;
        for (int place = 0; place < texts.length; place++) {
            String text = texts[place];
            encoded[place] = text == null ? new byte[0] : text.getBytes(UTF_8);
            bounds[2 * place] = text == null ? NULL : length;
            length += encoded[place].length;
            bounds[2 * place + 1] = length;
        }
        this.source = new byte[length];
        int at = 0;
        for (byte[] text : encoded) {
            System.arraycopy(text, 0, source, at, text.length);
            at += text.length;
        }
    }

    /**
     * A row of which a value is not known; it has a key perhaps, but no value as a whole.
     *
     * @param texts as above, null in the missing place
     * @param missing the place
     */
    public static RowImage lacking(TableShape shape, @Nullable String[] texts, int missing) {
        RowImage row = new RowImage(shape, texts);
        row.bounds[2 * missing] = NOT_GIVEN;
        return row;
    }

    private static void requireAll(TableShape shape, int values) {
        if (values != shape.columns().size()) {
            throw new IllegalArgumentException(
                    "%d values for the %d columns of %s"
                            .formatted(
                                    values, shape.columns().size(), shape.table().qualifiedName()));
        }
    }

    public TableShape shape() {
        return shape;
    }

    /** The text in this place, null for SQL null and for a value that is not known. */
    public @Nullable String text(int place) {
        return isNull(place)
                ? null
                : new String(source, from(place), to(place) - from(place), UTF_8);
    }

    /** Puts the bounds of this place among those of another row whose texts stand in one array. */
    public void copyBounds(int place, int[] into) {
        into[2 * place] = from(place);
        into[2 * place + 1] = to(place);
    }

    boolean isGiven(int place) {
        return from(place) != NOT_GIVEN;
    }

    /** Whether the text in this place can be written, as a value and, where it is one, as a key. */
    boolean isWritable(int place) {
        if (isNull(place)) {
            return isGiven(place);
        }
        try {
            shape.form(place).appendJson(new JsonBuffer(), source, from(place), to(place));
            if (shape.form(place).isKeyable()) {
                shape.form(place).appendKey(new JsonBuffer(), source, from(place), to(place));
            }
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** Whether another row of the same shape has the same key. */
    public boolean hasKeyOf(RowImage other) {
        for (int place : shape.keyPlaces()) {
            if (isNull(place) || other.isNull(place)) {
                if (isNull(place) != other.isNull(place)) {
                    return false;
                }
            } else if (!Arrays.equals(
                    source,
                    from(place),
                    to(place),
                    other.source,
                    other.from(place),
                    other.to(place))) {
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
        return keyBytes(new JsonBuffer());
    }

    /**
     * The row's key as it stands in a topic.
     *
     * @param scratch what it held is overwritten
     * @throws IllegalStateException when a key column is null
     */
    public byte[] keyBytes(JsonBuffer scratch) {
        scratch.clear();
        char before = '[';
        for (int place : shape.keyPlaces()) {
            if (isNull(place)) {
                throw new IllegalStateException(
                        "key column "
                                + shape.columns().get(place).name()
                                + " of "
                                + shape.table().qualifiedName()
                                + " is null");
            }
            scratch.ascii(before);
            before = ',';
            shape.form(place).appendKey(scratch, source, from(place), to(place));
        }
        scratch.ascii(']');
        byte[] key = scratch.toBytes();
        return holdsFourByteCharacter(key) ? RowKeySerde.toBytes(RowKeySerde.fromBytes(key)) : key;
    }

    /** The catalogue's own writer, which readers of a key use too, escapes these. */
    private static boolean holdsFourByteCharacter(byte[] utf8) {
        for (byte b : utf8) {
            if ((b & 0xF8) == 0xF0) {
                return true;
            }
        }
        return false;
    }

    /** The whole row as it stands in a topic: a JSON object, a field a column, in table order. */
    public byte[] valueBytes() {
        return valueBytes(new JsonBuffer());
    }

    /**
     * The whole row as it stands in a topic: a JSON object, a field a column, in table order.
     *
     * @param scratch what it held is overwritten
     * @throws IllegalStateException when a value is not known
     */
    public byte[] valueBytes(JsonBuffer scratch) {
        scratch.clear();
        for (int place = 0; 2 * place < bounds.length; place++) {
            scratch.raw(shape.fieldStart(place));
            if (isNull(place)) {
                requireGiven(place);
                scratch.raw(JSON_NULL);
            } else {
                shape.form(place).appendJson(scratch, source, from(place), to(place));
            }
        }
        scratch.ascii('}');
        return scratch.toBytes();
    }

    private boolean isNull(int place) {
        return from(place) < 0;
    }

    private void requireGiven(int place) {
        if (!isGiven(place)) {
            throw new IllegalStateException(
                    "the value of "
                            + shape.columns().get(place).name()
                            + " of "
                            + shape.table().qualifiedName()
                            + " is not known");
        }
    }

    private int from(int place) {
        return bounds[2 * place];
    }

    private int to(int place) {
        return bounds[2 * place + 1];
    }
}
