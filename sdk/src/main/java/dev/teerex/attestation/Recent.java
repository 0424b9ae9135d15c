package dev.teerex.attestation;

import dev.teerex.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps the most recently used values, up to a number of them. Thread-safe. */
final class Recent<V> {
    private final Map<Bytes, V> values;

    Recent(int capacity) {
        values = new LinkedHashMap<>(capacity, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Bytes, V> eldest) {
                return size() > capacity;
            }
        };
    }

    synchronized @Nullable V get(Bytes key) {
        return values.get(key);
    }

    synchronized void put(Bytes key, V value) {
        values.put(key, value);
    }

    synchronized int size() {
        return values.size();
    }

    synchronized void clear() {
        values.clear();
    }
}
