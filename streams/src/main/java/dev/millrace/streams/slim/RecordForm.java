package dev.millrace.streams.slim;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.StringJoiner;
import org.apache.kafka.common.errors.SerializationException;

/** Records: their components behind one another, those that are not primitive may be null. */
final class RecordForm implements Form {

    private final String shape;
    private final MethodHandle constructor;
    private final MethodHandle[] accessors;
    private final Form[] components;

    RecordForm(Class<?> type) {
        RecordComponent[] parts = type.getRecordComponents();
        this.accessors = new MethodHandle[parts.length];
        this.components = new Form[parts.length];
        StringJoiner names = new StringJoiner(",", type.getSimpleName() + "(", ")");
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            for (int i = 0; i < parts.length; i++) {
                Form form = Form.of(parts[i].getGenericType());
                components[i] = parts[i].getType().isPrimitive() ? form : form.orNull();
                Method accessor = parts[i].getAccessor();
                accessor.setAccessible(true);
                accessors[i] =
                        lookup.unreflect(accessor)
                                .asType(MethodType.methodType(Object.class, Object.class));
                names.add(parts[i].getName() + ":" + components[i].shape());
            }
            Constructor<?> canonical =
                    type.getDeclaredConstructor(
                            Arrays.stream(parts)
                                    .map(RecordComponent::getType)
                                    .toArray(Class<?>[]::new));
            canonical.setAccessible(true);
            this.constructor =
                    lookup.unreflectConstructor(canonical)
                            .asType(MethodType.genericMethodType(parts.length))
                            .asSpreader(Object[].class, parts.length);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(type + " cannot be a slim record", e);
        }
        this.shape = names.toString();
    }

    @Override
    public void write(SlimOutput out, Object value) {
        for (int i = 0; i < components.length; i++) {
            components[i].write(out, component(accessors[i], value));
        }
    }

    // A component may be null where its form says so.
    @SuppressWarnings("NullAway")
    private static Object component(MethodHandle accessor, Object value) {
        try {
            return (Object) accessor.invokeExact(value);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    @Override
    public Object read(SlimInput in) {
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = components[i].read(in);
        }
        try {
            return (Object) constructor.invokeExact(values);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    private static RuntimeException failure(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return new SerializationException("a slim record refuses its own values", e);
    }

    @Override
    public String shape() {
        return shape;
    }
}
