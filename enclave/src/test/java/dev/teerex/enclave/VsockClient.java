package dev.teerex.enclave;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.teerex.eif.Guest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Talks HTTP to the server in a guest as a parent does: over vsock, one connection for each request. */
record VsockClient(Guest guest) {
    private static final int PORT = 5000;

    /**
     * What came back.
     *
     * @param status the status
     * @param texts the body's fields that are texts, wherever in it they are
     */
    record Reply(int status, Map<String, String> texts) {}

    Reply get(String path) throws IOException {
        return exchange("GET " + path, new byte[0]);
    }

    Reply post(String path, byte[] body, String... headers) throws IOException {
        return exchange("POST " + path, body, headers);
    }

    private Reply exchange(String request, byte[] body, String... headers) throws IOException {
        String head = request
                + " HTTP/1.1\r\nHost: enclave\r\nConnection: close\r\nContent-Type: application/octet-stream"
                + "\r\nContent-Length: " + body.length + "\r\n"
                + String.join(
                        "", Stream.of(headers).map(header -> header + "\r\n").toList()) + "\r\n";
        try (SocketChannel channel = guest.connect(PORT)) {
            for (byte[] part : new byte[][] {head.getBytes(StandardCharsets.US_ASCII), body}) {
                ByteBuffer bytes = ByteBuffer.wrap(part);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            return reply(Channels.newInputStream(channel).readAllBytes());
        }
    }

    private static Reply reply(byte[] bytes) throws IOException {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n") + 4;
        Map<String, String> texts = new HashMap<>();
        try (JsonParser json = new JsonFactory().createParser(Arrays.copyOfRange(bytes, end, bytes.length))) {
            while (json.nextToken() != null) {
                if (json.currentToken().isScalarValue() && json.currentName() != null) {
                    texts.put(json.currentName(), json.getText());
                }
            }
        }
        return new Reply(Integer.parseInt(text.split(" ", 3)[1]), texts);
    }
}
