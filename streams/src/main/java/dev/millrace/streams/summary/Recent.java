package dev.millrace.streams.summary;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The values used last, so many at most. */
final class Recent<K, V> {

    private final Map<K, V> values;

    Recent(int most) {
        this.values =
                new LinkedHashMap<>(16, 0.75f, true) {
                    @Override
                    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                        return size() > most;
                    }
                };
    }

    /** The value of the key, read when it is not known. */
    V get(K key, Function<K, V> read) {
        V known = values.get(key);
        return known != null ? known : read.apply(key);
    }

    void put(K key, V value) {
        values.put(key, value);
    }

    void clear() {
        values.clear();
    }
}
