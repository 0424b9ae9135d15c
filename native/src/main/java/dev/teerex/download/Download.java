package dev.teerex.download;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;

/** An answer that is being received. Not thread-safe; close it. */
public final class Download implements Closeable {
    private final URI uri;
    private final InputStream body;
    private final long offset;
    private final long totalLength;

    Download(URI uri, InputStream body, long offset, long totalLength) {
        this.uri = uri;
        this.body = body;
        this.offset = offset;
        this.totalLength = totalLength;
    }

    /**
     * Returns the bytes from {@link #offset()} on. A connection that breaks, stalls, or ends early throws a
     * {@link DownloadException} with {@link DownloadException.Code#CUT} out of {@code read}, and one that was given up {@link
     * DownloadException.Code#CANCELLED}.
     */
    public InputStream body() {
        return body;
    }

    /**
     * Returns the {@link #body()} of a file that is not to have more than so many bytes; reading further throws a
     * {@link DownloadException} with {@link DownloadException.Code#BAD_ANSWER}.
     *
     * @throws DownloadException the same, when the server already says that there are more
     */
    public InputStream bodyUpTo(long limit) {
        if (totalLength > limit) {
            throw tooLarge(limit);
        }
        return new FilterInputStream(body) {
            private long left = limit - offset;

            @Override
            public int read() throws IOException {
                return counted(super.read(), 1);
            }

            @Override
            public int read(byte[] buffer, int start, int length) throws IOException {
                int count = super.read(buffer, start, length);
                return counted(count, count);
            }

            private int counted(int result, int count) {
                if (result >= 0) {
                    left -= count;
                }
                if (left < 0) {
                    throw tooLarge(limit);
                }
                return result;
            }
        };
    }

    private DownloadException tooLarge(long limit) {
        return new DownloadException(
                DownloadException.Code.BAD_ANSWER, uri, "the server sends more than " + limit + " bytes", null);
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
