package dev.teerex.download;

import java.io.IOException;
import java.net.Socket;
import java.nio.channels.SocketChannel;

/** Makes sockets that are closed when a thread that waits for them is interrupted, as those of channels are, and no others. */
final class InterruptibleSockets extends UnconnectedSockets {
    @Override
    public Socket createSocket() throws IOException {
        return SocketChannel.open().socket();
    }
}
