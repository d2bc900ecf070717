package dev.millrace.streams.slim;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Maps, without null in them; a sorted one in the natural order of its keys. */
record MapForm(Form keys, Form values, boolean isSorted) implements Form {

    @Override
    public void write(SlimOutput out, Object value) {
        Map<?, ?> map = (Map<?, ?>) value;
        out.number(map.size());
        map.forEach((key, held) -> {
            keys.write(out, key);
            values.write(out, held);
        });
    }

    @Override
    public Object read(SlimInput in) {
        int size = in.count();
        Map<Object, Object> map = isSorted ? new TreeMap<>() : new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            Object key = keys.read(in);
            map.put(key, values.read(in));
        }
        return map;
    }

    @Override
    public String shape() {
        return "{" + keys.shape() + ":" + values.shape() + "}";
    }
}
