package dev.millrace.streams.slim;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * How values of one type stand in a state: without names, in the order of the components. No value
 * is null; {@link #orNull} adds what says so.
 */
interface Form {

    void write(SlimOutput out, Object value);

    Object read(SlimInput in);

    /**
     * All that decides the bytes, in words: names, types and their order. Two types whose shapes
     * are equal read each other's bytes.
     */
    String shape();

    /**
     * The form of a type.
     *
     * @throws IllegalArgumentException for a type that no slim record may hold
     */
    static Form of(Type type) {
        if (type instanceof ParameterizedType generic) {
            return ofGeneric(generic);
        }
        if (!(type instanceof Class<?> plain)) {
            throw unknown(type);
        }
        if (plain.isRecord()) {
            return new RecordForm(plain);
        }
        if (plain.isSealed() && plain.isInterface()) {
            return new UnionForm(plain);
        }
        if (plain.isEnum()) {
            return new EnumForm(plain);
        }
        return ofSimple(plain);
    }

    private static Form ofSimple(Class<?> plain) {
        if (plain == boolean.class || plain == Boolean.class) {
            return SimpleForm.FLAG;
        }
        if (plain == int.class || plain == Integer.class) {
            return SimpleForm.INTEGER;
        }
        if (plain == long.class || plain == Long.class) {
            return SimpleForm.LONG;
        }
        if (plain == String.class) {
            return SimpleForm.TEXT;
        }
        if (plain == BigDecimal.class) {
            return SimpleForm.DECIMAL;
        }
        throw unknown(plain);
    }

    private static Form ofGeneric(ParameterizedType type) {
        Type[] of = type.getActualTypeArguments();
        if (type.getRawType() == List.class) {
            return new ListForm(of(of[0]));
        }
        if (type.getRawType() == Map.class || type.getRawType() == SortedMap.class) {
            return new MapForm(of(of[0]), of(of[1]), type.getRawType() == SortedMap.class);
        }
        throw unknown(type);
    }

    private static IllegalArgumentException unknown(Type type) {
        return new IllegalArgumentException(
                "a slim record holds a %s, expected numbers, texts, flags, enums, records, lists or maps"
                        .formatted(type.getTypeName()));
    }

    /** The same for values that may be null: one byte more. */
    default Form orNull() {
        return new OrNull(this);
    }

    /** Values that may be null. */
    record OrNull(Form form) implements Form {

        private static final int NULL = 0;
        private static final int PRESENT = 1;

        @Override
        public void write(SlimOutput out, @Nullable Object value) {
            out.oneByte(value == null ? NULL : PRESENT);
            if (value != null) {
                form.write(out, value);
            }
        }

        @Override
        @SuppressWarnings("NullAway") // Only components of records are read through this.
        public @Nullable Object read(SlimInput in) {
            return in.oneByte() == NULL ? null : form.read(in);
        }

        @Override
        public String shape() {
            return form.shape() + "?";
        }
    }

    /** Numbers, texts and flags. */
    enum SimpleForm implements Form {
        FLAG {
            @Override
            public void write(SlimOutput out, Object value) {
                out.oneByte((boolean) value ? 1 : 0);
            }

            @Override
            public Object read(SlimInput in) {
                return in.oneByte() != 0;
            }
        },
        INTEGER {
            @Override
            public void write(SlimOutput out, Object value) {
                out.number((int) value);
            }

            @Override
            public Object read(SlimInput in) {
                return Math.toIntExact(in.number());
            }
        },
        LONG {
            @Override
            public void write(SlimOutput out, Object value) {
                out.number((long) value);
            }

            @Override
            public Object read(SlimInput in) {
                return in.number();
            }
        },
        TEXT {
            @Override
            public void write(SlimOutput out, Object value) {
                out.text((String) value);
            }

            @Override
            public Object read(SlimInput in) {
                return in.text();
            }
        },
        DECIMAL {
            @Override
            public void write(SlimOutput out, Object value) {
                BigDecimal decimal = (BigDecimal) value;
                out.number(decimal.scale());
                out.bytes(decimal.unscaledValue().toByteArray());
            }

            @Override
            public Object read(SlimInput in) {
                int scale = Math.toIntExact(in.number());
                return new BigDecimal(new BigInteger(in.bytes()), scale);
            }
        };

        @Override
        public String shape() {
            return name();
        }
    }
}
