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
    private final EndPoint endPoint;
    private final ByteBuffer one = BufferUtil.allocate(1);

    ClientWatch(Request request) {
        this.endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
    }

    boolean isGone() {
        if (sentMore()) {
            return false;
        }
        try {
            return endPoint.fill(one) < 0;
        } catch (IOException e) {
            return true;
        }
    }

    /**
     * Returns whether the client has sent something behind its request. What was read here is lost to the connection, which
     * must be closed after the answer: RFC 9112, section 9.3.2 has clients that pipeline be ready for that.
     */
    boolean sentMore() {
        return BufferUtil.hasContent(one);
    }
}
