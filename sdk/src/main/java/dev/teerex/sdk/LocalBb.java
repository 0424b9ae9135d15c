package dev.teerex.sdk;

import java.util.concurrent.TimeUnit;
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

    /** Waits for its turn, however long that takes. */
    <T> T use(Consumer<Phase> listener, Function<LocalProver, T> use) throws InterruptedException {
        lock.lockInterruptibly();
        return inTurn(listener, use);
    }

    /**
     * Waits for its turn, in which bb or the CRS may be fetched for another.
     *
     * @throws RemoteException TIMED_OUT when it has not come in time
     */
    <T> T use(Consumer<Phase> listener, TimeLimit limit, Function<LocalProver, T> use) throws InterruptedException {
        if (!lock.tryLock(limit.deadline().remainingMillis(), TimeUnit.MILLISECONDS)) {
            throw limit.timedOut(
                    "another proof needs this machine's bb, or waits for it to be fetched, and it was not free", null);
        }
        return inTurn(listener, use);
    }

    private <T> T inTurn(Consumer<Phase> listener, Function<LocalProver, T> use) {
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
