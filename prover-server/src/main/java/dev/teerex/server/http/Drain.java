package dev.teerex.server.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Takes what a client goes on sending after it was refused, and throws it away. A connection that is closed under a client that
 * writes is reset, and with that the answer is lost to those that write before they read: RFC 9112, section 9.6.
 */
final class Drain implements Runnable {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Content.Source body;
    private final Runnable drained;

    private Drain(Content.Source body, Runnable drained) {
        this.body = body;
        this.drained = drained;
    }

    /**
     * Begins to take what is left of a request's body, for ten seconds at most, however it comes.
     *
     * @param callback is told when there is no more of it, or the connection is closed, which it is when time is up
     */
    static void begin(Request request, Callback callback) {
        Connection connection = request.getConnectionMetaData().getConnection();
        begin(request, connection::close, request.getComponents().getScheduler(), callback);
    }

    static void begin(Content.Source body, Runnable close, Scheduler scheduler, Callback callback) {
        AtomicBoolean over = new AtomicBoolean();
        // What it closes ends the wait for more as any failure does: there is one place that tells the callback.
        Scheduler.Task end = scheduler.schedule(
                () -> {
                    if (over.compareAndSet(false, true)) {
                        close.run();
                    }
                },
                LIMIT.toMillis(),
                TimeUnit.MILLISECONDS);
        new Drain(body, () -> {
                    // From here on the connection is for the next request.
                    over.set(true);
                    end.cancel();
                    callback.succeeded();
                })
                .run();
    }

    @Override
    public void run() {
        boolean over = false;
        while (!over) {
            Content.Chunk chunk = body.read();
            if (chunk == null) {
                body.demand(this);
                return;
            }
            over = chunk.isLast() || Content.Chunk.isFailure(chunk);
            chunk.release();
        }
        drained.run();
    }
}
