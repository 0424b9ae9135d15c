package dev.teerex.download;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP proxy that wants Basic credentials: forwards plain requests, tunnels CONNECT (RFC 9110, 9.3.6 and 11.7). */
public final class LocalProxy implements AutoCloseable {
    private static final String WANTS_CREDENTIALS = String.join(
            "\r\n",
            "HTTP/1.1 407 Proxy Authentication Required",
            "Proxy-Authenticate: Basic realm=\"p\"",
            "Content-Length: 0",
            "Connection: close",
            "\r\n");

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final String authorization;

    /** Starts a proxy for one user. */
    public LocalProxy(String user, String password) throws IOException {
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        authorization = "Proxy-Authorization: Basic " + Base64.getEncoder().encodeToString(pair);
        threads.execute(this::accept);
    }

    /** Returns the port on the loopback address. */
    public int port() {
        return socket.getLocalPort();
    }

    /** Returns the heads of the requests that came, those without credentials too. */
    List<String> heads() {
        return heads;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                threads.execute(() -> serve(client));
            }
        } catch (IOException closed) {
            // The end of this proxy.
        }
    }

    private void serve(Socket client) {
        try (client) {
            String head = head(client.getInputStream());
            heads.add(head);
            if (!head.lines().toList().contains(authorization)) {
                answer(client, WANTS_CREDENTIALS);
                return;
            }
            String[] line = head.lines().findFirst().orElseThrow().split(" ", 3);
            boolean tunnel = line[0].equals("CONNECT");
            URI target = URI.create(tunnel ? "tunnel://" + line[1] : line[1]);
            try (Socket server = new Socket(target.getHost(), target.getPort())) {
                if (tunnel) {
                    answer(client, "HTTP/1.1 200 OK\r\n\r\n");
                } else {
                    String rest = head.substring(head.indexOf("\r\n"));
                    answer(
                            server,
                            line[0] + " " + line[1].replaceFirst("^http://[^/]*", "") + " HTTP/1.1\r\nConnection: close"
                                    + rest.replace("Connection: Keep-Alive\r\n", ""));
                }
                threads.execute(() -> copy(client, server));
                copy(server, client);
            }
        } catch (IOException ended) {
            // One of the two sides went away.
        }
    }

    private static void answer(Socket to, String text) throws IOException {
        to.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException ended) {
            // The other side went away.
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (!bytes.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no whole head came");
            }
            bytes.write(next);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
        threads.shutdownNow();
    }
}
