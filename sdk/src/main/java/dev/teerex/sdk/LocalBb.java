package dev.teerex.sdk;

import dev.teerex.Deadline;
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

    /**
     * Waits for its turn, in which bb or the CRS may be fetched for another.
     *
     * @throws RemoteException TIMED_OUT when it has not come by the deadline
     */
    <T> T use(Consumer<Phase> listener, Deadline deadline, Function<LocalProver, T> use) throws InterruptedException {
        if (!lock.tryLock(deadline.remainingMillis(), TimeUnit.MILLISECONDS)) {
            throw new RemoteException(
                    RemoteException.Code.TIMED_OUT,
                    "another proof needs this machine's bb, or waits for it to be fetched, for too long",
                    null);
        }
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
