package dev.teerex.server.http;

import dev.teerex.Ticker;
import dev.teerex.server.ServerException;
import dev.teerex.server.ServerException.Code;
import dev.teerex.server.jobs.ProofStep;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * An answer that says how far a proof is while it is made: JSON objects, one a line, of which the last is the outcome. A line is
 * written only when the one before it is gone, and nothing is kept for later: a client that reads slowly hears of fewer steps,
 * and holds nothing up. The names of steps are private, and never here. Not thread-safe.
 */
final class EventStream {
    static final String MEDIA_TYPE = "application/x-ndjson";

    /** What goes between waits no longer than this for a sign of life; some proxies cut a connection after 30 seconds. */
    private static final long REPEAT = Duration.ofSeconds(10).toNanos();

    /** How long one line may take, of some fifty bytes. */
    private static final long LINE_LIMIT = Duration.ofSeconds(30).toNanos();

    private final Content.Sink out;
    private final Runnable head;
    private final Ticker ticker;
    private CompletableFuture<@Nullable Void> line = CompletableFuture.completedFuture(null);
    private boolean begun;
    private Optional<ProofStep> told = Optional.empty();
    private long toldAt;

    /**
     * Makes a stream that is not begun.
     *
     * @param out where it goes
     * @param head sets status and headers, once, before the first line
     * @param ticker what time is measured with
     */
    EventStream(Content.Sink out, Runnable head, Ticker ticker) {
        this.out = out;
        this.head = head;
        this.ticker = ticker;
    }

    /** Returns whether something was said, so that the outcome must be said here too. */
    boolean isBegun() {
        return begun;
    }

    /**
     * Says at which step the proof is, or that it is queued; at once, or not at all. What was said already is repeated only now
     * and then.
     *
     * @throws ServerException with {@link Code#CLIENT_GONE} when nobody takes what was said before
     */
    void tell(Optional<ProofStep> step) {
        long now = ticker.nanos();
        if (!line.isDone() && now - toldAt > LINE_LIMIT) {
            line.completeExceptionally(new TimeoutException("a line took too long"));
        }
        if (line.isCompletedExceptionally()) {
            throw new ServerException(Code.CLIENT_GONE, "the client has left, or does not read what it asked for");
        }
        if (!line.isDone() || (begun && step.equals(told) && now - toldAt < REPEAT)) {
            return;
        }
        if (!begun) {
            head.run();
            begun = true;
        }
        told = step;
        toldAt = now;
        CompletableFuture<@Nullable Void> written = new CompletableFuture<>();
        line = written;
        out.write(
                false,
                lineOf(event(step)),
                Callback.from(() -> written.complete(null), written::completeExceptionally));
    }

    private static Answer event(Optional<ProofStep> step) {
        if (step.isEmpty()) {
            return Answer.event("queued", json -> {});
        }
        return Answer.event("proving", json -> {
            json.writeNumberField("step", step.get().step());
            json.writeNumberField("steps", step.get().steps());
        });
    }

    /**
     * Says the outcome, once the line before it is gone, and ends the stream; fails it where that line cannot be written.
     *
     * @param outcome the last event
     * @param callback is told when all is written, or cannot be
     */
    void end(Answer outcome, Callback callback) {
        var unused = line.whenComplete((written, failure) -> {
            if (failure == null) {
                out.write(true, lineOf(outcome), callback);
            } else {
                callback.failed(failure);
            }
        });
    }

    private static ByteBuffer lineOf(Answer event) {
        byte[] bytes = Arrays.copyOf(event.body(), event.body().length + 1);
        bytes[bytes.length - 1] = '\n';
        return ByteBuffer.wrap(bytes);
    }
}
