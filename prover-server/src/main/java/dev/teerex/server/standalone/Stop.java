package dev.teerex.server.standalone;

import dev.teerex.server.log.JsonLog;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Ends the process in order, once, whoever asks for it first. Thread-safe. */
final class Stop {
    private final JsonLog log;
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile @Nullable StandaloneServer server;

    Stop(JsonLog log) {
        this.log = log;
    }

    /** Has the server closed first from now on; before, there is nothing to wait for. */
    void close(StandaloneServer started) {
        server = started;
    }

    /** Stops when the input ends. What it says is not looked at; the thread that waits does not keep the process. */
    void whenEnds(InputStream input) {
        Thread thread = new Thread(
                () -> {
                    byte[] ignored = new byte[1024];
                    try {
                        while (input.read(ignored) >= 0) {
                            // Only its end counts.
                        }
                    } catch (IOException e) {
                        // Nobody can be heard there any more, which is an end too.
                    }
                    begin();
                },
                "tee-rex-stdin");
        thread.setDaemon(true);
        thread.start();
    }

    /** Begins to stop, in a thread that the process waits for: once the server is closed, nothing else would keep it. */
    void begin() {
        Thread stopping = new Thread(this::stop, "tee-rex-stop");
        stopping.setDaemon(false);
        stopping.start();
    }

    private void stop() {
        if (!begun.compareAndSet(false, true)) {
            return;
        }
        int status = 1;
        try {
            log.write(JsonLog.Level.INFO, "stopping", Map.of());
            StandaloneServer running = server;
            if (running != null) {
                running.close();
            }
            log.write(JsonLog.Level.INFO, "stopped", Map.of());
            status = 0;
        } finally {
            // Whatever went wrong: nobody will be heard a second time.
            System.exit(status);
        }
    }
}
