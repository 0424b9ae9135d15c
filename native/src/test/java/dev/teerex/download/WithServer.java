package dev.teerex.download;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test with an HTTP server of its own and a downloader that goes to it directly. */
public abstract class WithServer {
    /** A server on this machine. */
    protected final MockWebServer server = new MockWebServer();

    /** A downloader without proxies. */
    protected final Downloader downloader = new Downloader(HttpSettings.of(false, List.of()));

    interface Writer {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Returns a request that sends five bytes. */
    static WebRequest post(URI uri, Writer writer) {
        WebBody body = new WebBody() {
            @Override
            public String mediaType() {
                return "application/octet-stream";
            }

            @Override
            public long length() {
                return 5;
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                writer.writeTo(out);
            }
        };
        return new WebRequest(uri, Map.of(), body, Duration.ofSeconds(20), 1000);
    }

    /** Returns a request that sends a word. */
    static WebRequest post(URI uri) {
        return post(uri, out -> out.write("hello".getBytes(StandardCharsets.US_ASCII)));
    }

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        downloader.close();
        server.close();
    }
}
