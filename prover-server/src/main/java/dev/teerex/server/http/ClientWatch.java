package dev.teerex.server.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;

/**
 * Notices that the client of a fully received HTTP/1.1 request has left, which Jetty does not look for while the request is
 * handled. A client that only closed its sending side counts as gone too: the two cannot be told apart before the answer.
 * Not thread-safe; used on the thread that handles the request, while nothing else reads from the connection.
 */
final class ClientWatch {
    private static final int ROOM = 4096;
    private static final int READS = 16;

    private final EndPoint endPoint;
    private boolean sentMore;

    ClientWatch(Request request) {
        this.endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
    }

    boolean isGone() {
        ByteBuffer read = BufferUtil.allocate(ROOM);
        try {
            int count = endPoint.fill(read);
            // The end is behind what was sent before it; one look takes so much of that and no more.
            for (int reads = 1; count > 0 && reads < READS; reads++) {
                sentMore = true;
                BufferUtil.clear(read);
                count = endPoint.fill(read);
            }
            return count < 0;
        } catch (IOException e) {
            return true;
        }
    }

    /**
     * Returns whether the client has sent something behind its request. What was read here is lost to the connection, which
     * must be closed after the answer: RFC 9112, section 9.3.2 has clients that pipeline be ready for that.
     */
    boolean sentMore() {
        return sentMore;
    }
}
