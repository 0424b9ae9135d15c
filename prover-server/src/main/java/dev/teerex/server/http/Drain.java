package dev.teerex.server.http;

import dev.teerex.Deadline;
import dev.teerex.Ticker;
import java.time.Duration;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Callback;

/**
 * Takes what a client goes on sending after it was refused, and throws it away. A connection that is closed under a client that
 * writes is reset, and with that the answer is lost to those that write before they read: RFC 9112, section 9.6.
 */
final class Drain implements Runnable {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Content.Source body;
    private final Deadline deadline;
    private final Callback callback;

    /**
     * Makes the value; {@link #run} begins.
     *
     * @param body what is left of the body; the connection's idle timeout bounds each wait for more
     * @param ticker what time is measured with
     * @param callback is told when there is no more, or enough of it was taken
     */
    Drain(Content.Source body, Ticker ticker, Callback callback) {
        this.body = body;
        this.deadline = Deadline.after(LIMIT, ticker);
        this.callback = callback;
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
            over = chunk.isLast() || Content.Chunk.isFailure(chunk) || deadline.passed();
            chunk.release();
        }
        callback.succeeded();
    }
}
