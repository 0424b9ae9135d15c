package dev.teerex.bb;

import dev.teerex.Deadline;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a bb process: frames of a 32-bit little-endian length and that many bytes, each way, every wait bounded.
 * Not thread-safe. What passes through is wiped from the buffer on closing.
 */
final class BbSocket implements Closeable {
    /** Nothing came, or could be sent, before the deadline. */
    static final class TimedOut extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** The thread was interrupted while it waited; it still is. */
    static final class Interrupted extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** The answer is larger than the caller allows. */
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;

        TooLarge(String message) {
            super(message);
        }
    }

    private static final int BUFFER = 64 * 1024;

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;

    // Direct, and the only buffer between our arrays and the kernel: the channel would otherwise copy secrets into
    // a cached one of its own that nobody wipes.
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

    private BbSocket(SocketChannel channel, Selector selector, SelectionKey key) {
        this.channel = channel;
        this.selector = selector;
        this.key = key;
    }

    static BbSocket connect(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        @Nullable Selector selector = null;
        boolean connected = false;
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.configureBlocking(false);
            selector = Selector.open();
            BbSocket made = new BbSocket(channel, selector, channel.register(selector, SelectionKey.OP_READ));
            connected = true;
            return made;
        } finally {
            // Not only an IOException: there may be no direct memory left for the buffer.
            if (!connected) {
                if (selector != null) {
                    selector.close();
                }
                channel.close();
            }
        }
    }

    void send(List<ByteBuffer> message, Deadline deadline) throws IOException {
        int length = 0;
        for (ByteBuffer part : message) {
            length = Math.addExact(length, part.remaining());
        }
        List<ByteBuffer> parts = new ArrayList<>(message.size() + 1);
        parts.add(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(0, length));
        parts.addAll(message);
        key.interestOps(SelectionKey.OP_WRITE);
        buffer.clear();
        for (ByteBuffer part : parts) {
            ByteBuffer rest = part.duplicate();
            while (rest.hasRemaining()) {
                int size = Math.min(rest.remaining(), buffer.remaining());
                buffer.put(rest.slice(rest.position(), size));
                rest.position(rest.position() + size);
                if (!buffer.hasRemaining()) {
                    writeBuffer(deadline);
                }
            }
        }
        writeBuffer(deadline);
    }

    private void writeBuffer(Deadline deadline) throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            if (channel.write(buffer) == 0) {
                await(deadline);
            }
        }
        buffer.clear();
    }

    /** Returns the next frame's content. */
    byte[] receive(int limit, Deadline deadline) throws IOException {
        key.interestOps(SelectionKey.OP_READ);
        byte[] head = new byte[4];
        readFully(head, deadline);
        int length = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt();
        if (length < 0 || length > limit) {
            throw new TooLarge("an answer of " + Integer.toUnsignedString(length) + " bytes, where at most " + limit
                    + " are allowed");
        }
        byte[] frame = new byte[length];
        readFully(frame, deadline);
        return frame;
    }

    private void readFully(byte[] target, Deadline deadline) throws IOException {
        int done = 0;
        while (done < target.length) {
            buffer.clear().limit(Math.min(BUFFER, target.length - done));
            int read = channel.read(buffer);
            if (read < 0) {
                throw new EOFException();
            }
            if (read == 0) {
                await(deadline);
            }
            buffer.flip().get(target, done, read);
            done += read;
        }
    }

    private void await(Deadline deadline) throws IOException {
        long millis = deadline.remainingMillis();
        if (millis > 0) {
            selector.select(millis);
            selector.selectedKeys().clear();
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new Interrupted();
        }
        if (deadline.passed()) {
            throw new TimedOut();
        }
    }

    @Override
    public void close() throws IOException {
        buffer.clear().put(new byte[BUFFER]);
        selector.close();
        channel.close();
    }
}
