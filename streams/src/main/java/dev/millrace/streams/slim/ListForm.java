package dev.millrace.streams.slim;

import java.util.ArrayList;
import java.util.List;

/** Lists, without null among their elements. */
record ListForm(Form elements) implements Form {

    @Override
    public void write(SlimOutput out, Object value) {
        List<?> list = (List<?>) value;
        out.number(list.size());
        for (Object element : list) {
            elements.write(out, element);
        }
    }

    @Override
    public Object read(SlimInput in) {
        int size = in.count();
        List<Object> list = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            list.add(elements.read(in));
        }
        return list;
    }

    @Override
    public String shape() {
        return "[" + elements.shape() + "]";
    }
}
