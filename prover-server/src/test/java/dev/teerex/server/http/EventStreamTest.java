package dev.teerex.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.Ticker;
import dev.teerex.server.ServerException;
import dev.teerex.server.jobs.ProofStep;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

/** What is said to a client that reads, and to one that does not. */
class EventStreamTest {
    private static final Answer OUTCOME = Answer.event("proved", json -> {});

    private final AtomicLong nanos = new AtomicLong();
    private final Ticker ticker = nanos::get;
    private final AtomicInteger heads = new AtomicInteger();
    private final Connection connection = new Connection();
    private final EventStream stream = new EventStream(connection, heads::incrementAndGet, ticker);

    /** A connection whose client takes a line when the test says so. */
    private static final class Connection implements Content.Sink {
        final List<String> lines = new ArrayList<>();
        final Queue<Callback> pending = new ArrayDeque<>();
        boolean ended;

        @Override
        public void write(boolean last, ByteBuffer line, Callback callback) {
            assertThat(pending).as("two writes at once").isEmpty();
            lines.add(StandardCharsets.UTF_8.decode(line).toString());
            ended = last;
            pending.add(callback);
        }

        void take() {
            pending.remove().succeeded();
        }
    }

    private static Optional<ProofStep> step(int step) {
        return Optional.of(new ProofStep(step, 9));
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void nothingIsBegunBeforeTheFirstEvent() {
        assertThat(stream.isBegun()).isFalse();
        assertThat(heads).hasValue(0);

        stream.tell(Optional.empty());
        connection.take();
        stream.tell(step(1));

        assertThat(stream.isBegun()).isTrue();
        assertThat(heads).hasValue(1);
        assertThat(connection.lines)
                .containsExactly("{\"event\":\"queued\"}\n", "{\"event\":\"proving\",\"step\":1,\"steps\":9}\n");
    }

    @Test
    void whatWasSaidIsRepeatedOnlyAsASignOfLife() {
        stream.tell(Optional.empty());
        connection.take();
        pass(Duration.ofSeconds(9));
        stream.tell(Optional.empty());
        assertThat(connection.lines).hasSize(1);
        pass(Duration.ofSeconds(1));
        stream.tell(Optional.empty());
        assertThat(connection.lines).hasSize(2).containsOnly("{\"event\":\"queued\"}\n");
    }

    @Test
    void aSlowReaderHearsOfFewerStepsAndNothingIsKeptForIt() {
        stream.tell(Optional.empty());
        for (int step = 1; step <= 8; step++) {
            stream.tell(step(step));
        }
        assertThat(connection.lines).hasSize(1);
        connection.take();
        stream.tell(step(9));
        assertThat(connection.lines).hasSize(2).last().asString().contains("\"step\":9");
    }

    @Test
    void aReaderThatTakesNothingIsGivenUp() {
        stream.tell(step(1));
        pass(Duration.ofSeconds(30));
        stream.tell(step(2));
        pass(Duration.ofNanos(1));
        assertThatThrownBy(() -> stream.tell(step(3)))
                .isInstanceOfSatisfying(
                        ServerException.class, e -> assertThat(e.reason()).isEqualTo(ServerException.Code.CLIENT_GONE));

        CompletableFuture<Void> end = new CompletableFuture<>();
        stream.end(OUTCOME, Callback.from(end));
        assertThat(end).as("not waited for any more").isCompletedExceptionally();
        assertThat(connection.lines).hasSize(1);
    }

    @Test
    void aReaderThatHasLeftIsNoticed() {
        stream.tell(step(1));
        connection.pending.remove().failed(new IOException("reset"));
        assertThatThrownBy(() -> stream.tell(step(2))).isInstanceOf(ServerException.class);

        CompletableFuture<Void> end = new CompletableFuture<>();
        stream.end(OUTCOME, Callback.from(end));
        assertThat(end).isCompletedExceptionally();
        assertThat(connection.ended).isFalse();
    }

    @Test
    void aConnectionThatNobodyReadsFromIsCut() throws Exception {
        CompletableFuture<ServerException> givenUp = new CompletableFuture<>();
        CompletableFuture<Void> ended = new CompletableFuture<>();
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                EventStream real = new EventStream(response, () -> response.setStatus(200), ticker);
                try {
                    // A write that does not end at once waits for room, and there will be none.
                    for (int step = 1; ; step++) {
                        pass(Duration.ofSeconds(31));
                        real.tell(step(step));
                    }
                } catch (ServerException e) {
                    givenUp.complete(e);
                    real.end(OUTCOME, Callback.from(callback, () -> ended.complete(null)));
                    return true;
                }
            }
        });
        server.start();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort())) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(givenUp)
                    .succeedsWithin(Duration.ofSeconds(30))
                    .extracting(ServerException::reason)
                    .isEqualTo(ServerException.Code.CLIENT_GONE);
            assertThat(ended).succeedsWithin(Duration.ofSeconds(10));
            socket.setSoTimeout(20_000);
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            try {
                socket.getInputStream().transferTo(read);
            } catch (SocketException reset) {
                // As abrupt as that.
            }
            assertThat(read.toString(StandardCharsets.UTF_8))
                    .contains("\"step\":1,")
                    .doesNotContain("proved")
                    .doesNotEndWith("0\r\n\r\n");
        } finally {
            server.stop();
        }
    }

    @Test
    void theOutcomeWaitsForTheLineBeforeIt() {
        CompletableFuture<Void> end = new CompletableFuture<>();
        stream.tell(step(1));
        stream.end(OUTCOME, Callback.from(end));
        assertThat(connection.lines).hasSize(1);

        connection.take();
        assertThat(connection.lines).last().isEqualTo("{\"event\":\"proved\"}\n");
        assertThat(connection.ended).isTrue();
        assertThat(end).isNotDone();
        connection.take();
        assertThat(end).isCompleted();
    }
}
