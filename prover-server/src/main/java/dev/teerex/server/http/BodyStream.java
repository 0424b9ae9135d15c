package dev.teerex.server.http;

import dev.teerex.BlockInputStream;
import dev.teerex.Ticker;
import dev.teerex.server.ServerException;
import dev.teerex.server.ServerException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpException;

/**
 * A request's body, fixed-length or chunked, no larger and no slower than allowed. The connection's idle timeout bounds each
 * wait; this bounds their sum. Not thread-safe.
 */
final class BodyStream extends BlockInputStream {
    private static final double SECOND = Duration.ofSeconds(1).toNanos();
    private static final double GRACE = 10 * SECOND;
    private static final double MOST_PATIENCE = 30 * SECOND;

    private final InputStream in;
    private final long limit;
    private final long minRate;
    private final BooleanSupplier stopping;
    private final Ticker ticker;
    private long received;

    /** How long the client may take until it has sent more, in nanoseconds. What comes early buys some of it, and no more. */
    private double patience = GRACE;

    private long waited;

    /**
     * Makes the stream.
     *
     * @param in the body
     * @param limit the most bytes
     * @param minRate the fewest bytes a second after ten seconds; what comes faster buys thirty more at most
     * @param stopping whether what is received would be refused anyway, because the server stops
     * @param ticker what time is measured with
     */
    BodyStream(InputStream in, long limit, long minRate, BooleanSupplier stopping, Ticker ticker) {
        this.in = in;
        this.limit = limit;
        this.minRate = minRate;
        this.stopping = stopping;
        this.ticker = ticker;
    }

    @Override
    protected int readBlock(byte[] bytes, int offset, int length) {
        if (stopping.getAsBoolean()) {
            throw ServerException.stopping();
        }
        long start = ticker.nanos();
        int count = readOrRefuse(bytes, offset, length);
        long now = ticker.nanos();
        waited += now - start;
        if (count < 0) {
            return count;
        }
        received += count;
        if (received > limit) {
            throw tooLarge(limit);
        }
        patience = Math.min(MOST_PATIENCE, patience - (now - start) + count * SECOND / minRate);
        if (patience < 0) {
            throw new ServerException(
                    Code.BODY_TOO_SLOW, "the body came with less than " + minRate + " bytes a second");
        }
        return count;
    }

    private int readOrRefuse(byte[] bytes, int offset, int length) {
        try {
            return in.read(bytes, offset, length);
        } catch (HttpException.RuntimeException e) {
            throw new ServerException(Code.CLIENT_GONE, "the body is not whole", e);
        } catch (IOException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof TimeoutException) {
                    throw new ServerException(Code.BODY_TOO_SLOW, "nothing more of the body came for too long", e);
                }
            }
            throw new ServerException(Code.CLIENT_GONE, "the connection ended in the middle of the body", e);
        }
    }

    static ServerException tooLarge(long limit) {
        return new ServerException(Code.BODY_TOO_LARGE, "the body has more than " + limit + " bytes");
    }

    /** Returns how many bytes came. */
    long received() {
        return received;
    }

    /** Returns how long reading has waited for the client. */
    Duration waited() {
        return Duration.ofNanos(waited);
    }
}
