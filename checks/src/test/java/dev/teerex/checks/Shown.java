package dev.teerex.checks;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something for the API report to report. */
@SuppressWarnings("unused")
public sealed interface Shown<T extends Number> {
    int LIMIT = 1;

    <X> Map<X, @Nullable T> all(X[] keys, List<? super T> values) throws IOException;

    default @Nullable String name() {
        return null;
    }

    private void hidden() {}

    /** A record with a method of its own. */
    record Point(int x, @Nullable Integer y) implements Shown<Integer> {
        public static Point origin() {
            return new Point(0, null);
        }

        @Override
        public <X> Map<X, @Nullable Integer> all(X[] keys, List<? super Integer> values) {
            return Map.of();
        }

        void hiddenToo() {}
    }
}
