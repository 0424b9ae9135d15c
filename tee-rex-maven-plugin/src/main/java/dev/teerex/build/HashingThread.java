package dev.teerex.build;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A thread that hashes an image for one register while the build's own thread hashes it for another. Ends when closed. */
final class HashingThread implements Executor, AutoCloseable {
    /** More than one measurement ever has under way. */
    private static final int QUEUE = 8;

    private final ThreadPoolExecutor thread =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE), work -> {
                Thread hashing = new Thread(work, "tee-rex-hashing");
                hashing.setDaemon(true);
                return hashing;
            });

    @Override
    public void execute(Runnable work) {
        thread.execute(work);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
