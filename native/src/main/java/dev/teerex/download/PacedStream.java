package dev.teerex.download;

import dev.teerex.BlockInputStream;
import dev.teerex.Ticker;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;

/**
 * An answer's bytes, no slower than is put up with. The idle timeout bounds each wait; this bounds their sum, so that a server
 * that sends a byte now and then holds nobody up. Not thread-safe.
 */
final class PacedStream extends BlockInputStream {
    /** The fewest bytes a second: whoever has no more would wait an hour for bb. */
    static final long MIN_RATE = 16 << 10;

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final URI uri;
    private final InputStream in;
    private final long mostPatience;
    private final Ticker ticker;

    /** How long the server may take until it has sent more, in nanoseconds. What comes early buys some of it, and no more. */
    private long patience;

    /**
     * Makes the stream.
     *
     * @param patience how long to wait before the rate counts, and again after much has come at once
     */
    PacedStream(URI uri, InputStream in, Duration patience, Ticker ticker) {
        this.uri = uri;
        this.in = in;
        this.mostPatience = patience.toNanos();
        this.patience = mostPatience;
        this.ticker = ticker;
    }

    @Override
    protected int readBlock(byte[] bytes, int offset, int length) throws IOException {
        long start = ticker.nanos();
        int count = in.read(bytes, offset, length);
        // What the reader does with the bytes takes its time, too: that is not the server's.
        long waited = ticker.nanos() - start;
        patience = Math.min(mostPatience, patience - waited + count * SECOND / MIN_RATE);
        if (count >= 0 && patience < 0) {
            throw new DownloadException(
                    DownloadException.Code.CUT,
                    uri,
                    "it comes with less than " + MIN_RATE + " bytes a second, so this was given up",
                    null);
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
