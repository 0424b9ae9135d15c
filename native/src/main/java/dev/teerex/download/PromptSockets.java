package dev.teerex.download;

import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;

/**
 * Makes sockets whose other side may keep silent for only so long until the connection is there. For OkHttp, whose one timeout
 * for reading holds for the TLS handshake and a proxy's answer too: without one for the answer, they had none either.
 */
final class PromptSockets extends UnconnectedSockets {
    private final int millis;

    PromptSockets(Duration wait) {
        this.millis = (int) Clients.bounded(wait).toMillis();
    }

    @Override
    public Socket createSocket() {
        return new Socket() {
            private boolean connecting = true;

            // OkHttp sets it before it connects, and again for each request once the connection is there.
            @Override
            public synchronized void setSoTimeout(int timeout) throws SocketException {
                super.setSoTimeout(connecting ? millis : timeout);
                connecting = false;
            }
        };
    }
}
