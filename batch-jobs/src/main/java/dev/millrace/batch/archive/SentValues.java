package dev.millrace.batch.archive;

import dev.millrace.batch.archive.ColumnForm.Carrier;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes values as PostgreSQL sends them in its binary format: sums up their texts, and puts them
 * into batches for the engine.
 */
final class SentValues implements Values {

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

    private final List<ColumnForm> columns;
    private final Carrier[] carriers;
    private final ColumnDigests digests;
    private final RowBatches batches;
    private final byte[] text = new byte[ValueText.LONGEST];
    private @Nullable String refusal;

    SentValues(List<ColumnForm> columns, ColumnDigests digests, RowBatches batches) {
        this.columns = List.copyOf(columns);
        this.carriers = columns.stream().map(ColumnForm::carrier).toArray(Carrier[]::new);
        this.digests = digests;
        this.batches = batches;
    }

    @Override
    public void value(int column, byte[] bytes, int offset, int length) {
        switch (carriers[column]) {
            case TEXT -> {
                digests.value(column, bytes, offset, length);
                batches.text(column, bytes, offset, length);
            }
            case HEX -> {
                digests.value(column, text, 0, ValueText.uuid(bytes, offset, text));
                batches.text(column, text, 0, ValueText.withoutDashes(text));
            }
            case WHOLE_NUMBER -> {
                long number =
                        switch (length) {
                            case Short.BYTES -> (short) SHORT.get(bytes, offset);
                            case Integer.BYTES -> (int) INT.get(bytes, offset);
                            default -> (long) LONG.get(bytes, offset);
                        };
                digests.value(column, text, 0, ValueText.wholeNumber(number, text));
                batches.number(column, number);
            }
            case MICROS -> moment(column, (long) LONG.get(bytes, offset), false);
            case MICROS_WITH_ZONE -> moment(column, (long) LONG.get(bytes, offset), true);
        }
    }

    private void moment(int column, long sent, boolean withZone) {
        long micros = SentMoment.sinceEpoch(sent);
        if (micros == SentMoment.NO_PLACE) {
            refuse(column, SentMoment.words(sent));
        } else {
            digests.value(column, text, 0, ValueText.moment(micros, withZone, text));
            batches.number(column, micros);
        }
    }

    private void refuse(int column, String value) {
        if (refusal == null) {
            ColumnForm form = columns.get(column);
            refusal =
                    "the file has no place for '%s' in column %s (%s)"
                            .formatted(value, form.name(), form.type());
            batches.breakOff();
        }
    }

    @Override
    public void nothing(int column) {
        digests.nothing(column);
    }

    @Override
    public void row() {
        digests.row();
        batches.row();
    }

    /** What has kept a value out of the file, after the thread that sends has ended. */
    Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }
}
