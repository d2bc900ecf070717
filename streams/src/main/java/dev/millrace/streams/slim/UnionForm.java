package dev.millrace.streams.slim;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.apache.kafka.common.errors.SerializationException;

/** One of the records that a sealed interface permits: its place among them, then the record. */
final class UnionForm implements Form {

    private final List<Class<?>> types = new ArrayList<>();
    private final List<Form> forms = new ArrayList<>();
    private final String shape;

    UnionForm(Class<?> union) {
        collect(union);
        StringJoiner shapes = new StringJoiner("|");
        for (Class<?> type : types) {
            Form form = Form.of(type);
            forms.add(form);
            shapes.add(form.shape());
        }
        this.shape = "<" + shapes + ">";
    }

    private void collect(Class<?> type) {
        if (type.isSealed() && type.isInterface()) {
            for (Class<?> permitted : type.getPermittedSubclasses()) {
                collect(permitted);
            }
        } else {
            types.add(type);
        }
    }

    @Override
    public void write(SlimOutput out, Object value) {
        int place = types.indexOf(value.getClass());
        out.number(place);
        forms.get(place).write(out, value);
    }

    @Override
    public Object read(SlimInput in) {
        long place = in.number();
        if (place < 0 || place >= forms.size()) {
            throw new SerializationException(
                    "a state holds record %d of %d".formatted(place, forms.size()));
        }
        return forms.get((int) place).read(in);
    }

    @Override
    public String shape() {
        return shape;
    }
}
