package dev.teerex.sdk;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/** The bb of this machine, for one use at a time: it takes all processors that it may. Thread-safe. */
final class LocalBb implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final PhaseTeller teller;
    private final LocalProver prover;

    LocalBb(LocalProverSettings settings, LocalProverListener listener) {
        this.teller = new PhaseTeller(listener);
        this.prover = new LocalProver(settings, teller);
    }

    /** Waits for its turn for as long as it takes, or until the thread is interrupted. */
    <T> T use(Consumer<Phase> listener, Function<LocalProver, T> use) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            teller.tell(listener);
            return use.apply(prover);
        } finally {
            teller.tell(phase -> {});
            lock.unlock();
        }
    }

    @Override
    public void close() {
        prover.close();
    }
}
