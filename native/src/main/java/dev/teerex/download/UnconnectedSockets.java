package dev.teerex.download;

import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** Makes sockets for OkHttp, which connects them itself. */
abstract class UnconnectedSockets extends SocketFactory {
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
