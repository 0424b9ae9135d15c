package dev.teerex.download;

import java.io.IOException;
import java.util.List;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test with an HTTP server of its own and a downloader that goes to it directly. */
public abstract class WithServer {
    /** A server on this machine. */
    protected final MockWebServer server = new MockWebServer();

    /** A downloader without proxies. */
    protected final Downloader downloader = new Downloader(HttpSettings.of(false, List.of()));

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
