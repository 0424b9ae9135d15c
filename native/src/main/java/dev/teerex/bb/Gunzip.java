package dev.teerex.bb;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Unpacks gzip into one array, never more than a limit, and wipes every buffer that it was in on the way. */
final class Gunzip {
    /** The bytes are not gzip, or are damaged. */
    static class Damaged extends IOException {
        private static final long serialVersionUID = 1L;

        Damaged(String message) {
            super(message);
        }
    }

    /** The bytes end before the gzip does. */
    static final class Truncated extends Damaged {
        private static final long serialVersionUID = 1L;

        Truncated() {
            super("its gzip ends too early");
        }
    }

    /** There is more in it than the limit allows. */
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private static final int FIRST_GUESS_MAX = 8 * 1024 * 1024;
    private static final int MIN_GZIP = 18;

    // What is unpacked is in memory already: more per call would be no faster, and garbage twice for each step.
    private static final int PER_CALL = 8 * 1024;

    private Gunzip() {}

    static byte[] unpack(byte[] packed, int limit) throws Damaged, TooLarge {
        ReusableBytes target = new ReusableBytes();
        unpack(ByteBuffer.wrap(packed), target, limit);
        return target.take();
    }

    /** Unpacks into bytes that are used again; there are none in them after a failure. */
    static void unpack(ByteBuffer packed, ReusableBytes target, int limit) throws Damaged, TooLarge {
        target.wipe();
        byte[] array = target.reserve(firstGuess(packed, limit));
        int length = 0;
        try (InputStream in = new WipingGzip(packed)) {
            while (true) {
                int read = in.read(array, length, array.length - length);
                if (read < 0) {
                    break;
                }
                length += read;
                target.setLength(length);
                if (length > limit) {
                    throw new TooLarge();
                }
                if (length == array.length) {
                    int next = in.read();
                    if (next < 0) {
                        break;
                    }
                    if (length == limit) {
                        throw new TooLarge();
                    }
                    array = target.reserve((int) Math.min(limit, 2L * length + 64));
                    array[length++] = (byte) next;
                }
            }
            target.setLength(length);
        } catch (TooLarge e) {
            target.wipeAll();
            throw e;
        } catch (ZipException e) {
            target.wipeAll();
            throw new Damaged("it is not gzip, or is damaged");
        } catch (EOFException e) {
            target.wipeAll();
            throw new Truncated();
        } catch (IOException e) {
            throw new AssertionError("reading an array cannot fail otherwise", e);
        }
    }

    // The last four bytes tell the length modulo 2^32 (RFC 1952, 2.3.1). They may lie, so it is no more than a guess.
    private static int firstGuess(ByteBuffer packed, int limit) {
        if (packed.remaining() < MIN_GZIP) {
            return 64;
        }
        int told = packed.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt(packed.limit() - 4);
        return told <= 0 || told > limit ? Math.min(limit, 64 * 1024) : Math.min(told, FIRST_GUESS_MAX);
    }

    private static final class WipingGzip extends GZIPInputStream {
        WipingGzip(ByteBuffer packed) throws IOException {
            super(new ByteArrayInputStream(packed.array(), packed.arrayOffset(), packed.remaining()), PER_CALL);
        }

        @Override
        public void close() throws IOException {
            super.close();
            Arrays.fill(buf, (byte) 0);
        }
    }
}
