package dev.teerex.download;

import dev.teerex.BlockInputStream;
import dev.teerex.download.DownloadException.Code;
import java.io.EOFException;
import java.io.IOException;
import java.util.function.LongFunction;

/** A file's bytes, over as many connections as it takes within a limit. Not thread-safe. */
final class ResumingBody extends BlockInputStream {
    private final LongFunction<Download> open;
    private Download current;
    private int attemptsLeft;
    private long position;

    /** Goes on with {@code open.apply(position)} where {@code first} breaks, at most {@code attemptsLeft} times. */
    ResumingBody(Download first, LongFunction<Download> open, int attemptsLeft) {
        this.current = first;
        this.open = open;
        this.attemptsLeft = attemptsLeft;
    }

    @Override
    protected int readBlock(byte[] buffer, int offset, int length) throws IOException {
        while (true) {
            try {
                int count = current.body().read(buffer, offset, length);
                position += Math.max(count, 0);
                return count;
            } catch (DownloadException failure) {
                reopen(failure);
            }
        }
    }

    private void reopen(DownloadException failure) throws IOException {
        DownloadException last = failure;
        while (isPassing(last) && attemptsLeft > 0 && !Thread.currentThread().isInterrupted()) {
            attemptsLeft--;
            current.close();
            try {
                current = open.apply(position);
                // A server that cannot resume begins again.
                current.body().skipNBytes(position - current.offset());
                return;
            } catch (DownloadException again) {
                last = again;
            } catch (EOFException shorterNow) {
                throw last;
            }
        }
        throw last;
    }

    private static boolean isPassing(DownloadException failure) {
        return failure.reason() == Code.CUT || failure.reason() == Code.UNREACHABLE;
    }

    @Override
    public void close() throws IOException {
        current.close();
    }
}
