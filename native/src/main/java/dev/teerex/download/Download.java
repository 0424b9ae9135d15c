package dev.teerex.download;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/** An answer that is being received. Not thread-safe; close it. */
public final class Download implements Closeable {
    private final InputStream body;
    private final long offset;
    private final long totalLength;

    Download(InputStream body, long offset, long totalLength) {
        this.body = body;
        this.offset = offset;
        this.totalLength = totalLength;
    }

    /**
     * Returns the bytes from {@link #offset()} on. A connection that breaks, stalls, or ends early throws a
     * {@link DownloadException} with {@link DownloadException.Code#CUT} out of {@code read}.
     */
    public InputStream body() {
        return body;
    }

    /** Returns where in the file the body begins: what was asked for, or 0 from a server that cannot resume. */
    public long offset() {
        return offset;
    }

    /** Returns the length of the whole file in bytes, or -1 where the server does not say. */
    public long totalLength() {
        return totalLength;
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
