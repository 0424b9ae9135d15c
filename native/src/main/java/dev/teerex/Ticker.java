package dev.teerex;

/** A source of elapsed time, handed in so that tests decide how it passes. Implementations are thread-safe. */
@FunctionalInterface
public interface Ticker {
    /** Returns nanoseconds since a fixed but arbitrary moment; only differences mean anything. */
    long nanos();

    /** Returns the ticker of this machine. */
    static Ticker system() {
        return System::nanoTime;
    }
}
