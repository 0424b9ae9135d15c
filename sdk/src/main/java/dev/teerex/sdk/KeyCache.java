package dev.teerex.sdk;

import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps a server's key for as long as what attests it is good. Thread-safe: one fetches, others wait for it. */
final class KeyCache {
    private final KeyFetch fetch;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable ServerKey known;

    KeyCache(KeyFetch fetch, Clock clock) {
        this.fetch = fetch;
        this.clock = clock;
    }

    ServerKey get(Contract contract, TimeLimit limit, Consumer<Phase> listener) throws InterruptedException {
        if (contract == Contract.OLDER) {
            // It has no code for a key that the server no longer has, so there none is kept.
            return fetch.fetch(contract, limit, listener);
        }
        if (!lock.tryLock(limit.deadline().remainingMillis(), TimeUnit.MILLISECONDS)) {
            throw limit.timedOut("another proof asks for the server's key, and it was not here", null);
        }
        try {
            ServerKey key = known;
            if (key == null || !clock.instant().isBefore(key.until())) {
                known = null;
                key = fetch.fetch(contract, limit, listener);
                known = key;
            }
            return key;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Forgets a key that turned out to be of no use, unless there is another by now. Waits for nobody: whoever fetches a key replaces
     * this one anyway, and a key that comes at this very moment is fetched once more at worst.
     */
    void forget(ServerKey useless) {
        if (useless.equals(known)) {
            known = null;
        }
    }
}
