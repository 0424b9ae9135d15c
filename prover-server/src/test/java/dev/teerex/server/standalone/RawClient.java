package dev.teerex.server.standalone;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Talks HTTP over a bare socket, well or badly. */
public record RawClient(int port) {
    private static final int PATIENCE = 120_000;

    /**
     * What came back.
     *
     * @param status the status
     * @param headers the headers, by their names in lower case
     * @param body the body
     */
    public record Reply(int status, Map<String, String> headers, byte[] body) {
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        /** Returns the text of a field, wherever in the object it is; empty when it is not there. */
        public String json(String field) throws IOException {
            try (JsonParser parser = new JsonFactory().createParser(body)) {
                for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                    if (token == JsonToken.FIELD_NAME && parser.currentName().equals(field)) {
                        parser.nextToken();
                        return parser.getText();
                    }
                }
                return "";
            }
        }
    }

    public static byte[] json(byte[] message) {
        return ("{\"data\":\"" + Base64.getEncoder().encodeToString(message) + "\"}")
                .getBytes(StandardCharsets.US_ASCII);
    }

    public Reply get(String path, String... headers) throws IOException {
        return exchange(head("GET", path, headers), new byte[0]);
    }

    public Reply post(String path, byte[] body, String... headers) throws IOException {
        String[] all = Arrays.copyOf(headers, headers.length + 1);
        all[headers.length] = "Content-Length: " + body.length;
        return exchange(head("POST", path, all), body);
    }

    public Reply chunked(String path, byte[] body, int chunk, String... headers) throws IOException {
        String[] all = Arrays.copyOf(headers, headers.length + 1);
        all[headers.length] = "Transfer-Encoding: chunked";
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = 0; at < body.length; at += chunk) {
            int size = Math.min(chunk, body.length - at);
            out.writeBytes((Integer.toHexString(size) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(body, at, size);
            out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        out.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return exchange(head("POST", path, all), out.toByteArray());
    }

    public static String head(String method, String path, String... headers) {
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    public Reply exchange(String head, byte[] body) throws IOException {
        try (Socket socket = connect()) {
            send(socket, head, body);
            return read(socket, head.startsWith("HEAD"));
        }
    }

    public Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE);
        return socket;
    }

    /** Sends what the server takes; that it may stop to take it is no failure. */
    public static void send(Socket socket, String head, byte[] body) throws IOException {
        try {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().write(body);
        } catch (IOException refused) {
            // The answer says why.
        }
    }

    public static Reply read(Socket socket, boolean bodiless) throws IOException {
        InputStream in = socket.getInputStream();
        String statusLine = line(in);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int status = Integer.parseInt(List.of(statusLine.split(" ")).get(1));
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Reply(status, headers, bodiless ? new byte[0] : in.readNBytes(length));
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException("after \"" + line.toString(StandardCharsets.ISO_8859_1) + "\"");
            }
            if (octet != '\r') {
                line.write(octet);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
