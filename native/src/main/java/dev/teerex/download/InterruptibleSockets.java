package dev.teerex.download;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import javax.net.SocketFactory;

/** Makes sockets that are closed when a thread that waits for them is interrupted, as those of channels are, and no others. */
final class InterruptibleSockets extends SocketFactory {
    @Override
    public Socket createSocket() throws IOException {
        return SocketChannel.open().socket();
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw connectedByOkHttp();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) {
        throw connectedByOkHttp();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw connectedByOkHttp();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) {
        throw connectedByOkHttp();
    }

    private static UnsupportedOperationException connectedByOkHttp() {
        return new UnsupportedOperationException("OkHttp connects its sockets itself");
    }
}
