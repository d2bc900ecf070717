package dev.millrace.streams.slim;

import java.util.Arrays;
import java.util.Objects;
import org.apache.kafka.common.errors.SerializationException;

/** One of the constants of an enum: its place among them. */
record EnumForm(Class<?> type) implements Form {

    @Override
    public void write(SlimOutput out, Object value) {
        out.number(((Enum<?>) value).ordinal());
    }

    @Override
    public Object read(SlimInput in) {
        Object[] constants = Objects.requireNonNull(type.getEnumConstants());
        long place = in.number();
        if (place < 0 || place >= constants.length) {
            throw new SerializationException(
                    "a state holds constant %d of %d".formatted(place, constants.length));
        }
        return constants[(int) place];
    }

    @Override
    public String shape() {
        return Arrays.toString(type.getEnumConstants());
    }
}
