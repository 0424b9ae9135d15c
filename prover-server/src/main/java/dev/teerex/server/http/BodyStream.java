package dev.teerex.server.http;

import dev.teerex.Ticker;
import dev.teerex.server.ServerException;
import dev.teerex.server.ServerException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;

/**
 * A request's body, fixed-length or chunked, no larger and no slower than allowed. The connection's idle timeout bounds each
 * wait; this bounds their sum. Not thread-safe.
 */
final class BodyStream extends InputStream {
    private static final long GRACE = Duration.ofSeconds(10).toNanos();
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final InputStream in;
    private final long limit;
    private final long minRate;
    private final Ticker ticker;
    private final long begin;
    private long received;
    private long waited;

    /**
     * Makes the stream.
     *
     * @param in the body
     * @param limit the most bytes
     * @param minRate the fewest bytes a second, on average after ten seconds
     * @param ticker what time is measured with
     */
    BodyStream(InputStream in, long limit, long minRate, Ticker ticker) {
        this.in = in;
        this.limit = limit;
        this.minRate = minRate;
        this.ticker = ticker;
        this.begin = ticker.nanos();
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
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
        long elapsed = now - begin;
        if (elapsed > GRACE && received < (elapsed - GRACE) / SECOND * minRate) {
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
