package dev.teerex.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.teerex.download.DownloadException.Code;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okhttp3.Protocol;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Giving up on servers that keep silent for far longer than a test may take. */
class GivenUpDownloadTest extends WithServer {
    private static final String CONTENT = "0123456789".repeat(20_000);
    private static final Duration SOON = Duration.ofSeconds(10);

    private final CountDownLatch reading = new CountDownLatch(1);
    private final CompletableFuture<@Nullable Throwable> failure = new CompletableFuture<>();
    private final Thread reader = new Thread(this::read);

    @TempDir
    private Path folder;

    enum Silence {
        BEFORE_THE_ANSWER,
        IN_THE_BODY
    }

    enum Line {
        PLAIN,
        TLS,
        HTTP_2
    }

    static Stream<Arguments> everywhere() {
        return Stream.of(Line.values())
                .flatMap(line -> Stream.of(Silence.values()).map(when -> Arguments.of(line, when)));
    }

    private void silent(Line line, Silence when) throws Exception {
        MockResponse.Builder answer = new MockResponse.Builder().body(CONTENT);
        MockResponse silent = (when == Silence.IN_THE_BODY
                        ? answer.onResponseBody(SocketEffect.Stall.INSTANCE)
                        : answer.onResponseStart(SocketEffect.Stall.INSTANCE))
                .build();
        on(line, () -> {
            // The first opens the connection.
            server.enqueue(new MockResponse.Builder().body(CONTENT).build());
            try (Download download = downloader.open(uri(), Map.of())) {
                assertThat(download.body().readAllBytes()).hasSize(CONTENT.length());
            }
            server.takeRequest();
            server.enqueue(silent);
            reader.start();
        });
        if (when == Silence.IN_THE_BODY) {
            assertThat(reading.await(20, TimeUnit.SECONDS)).isTrue();
        } else {
            assertThat(server.takeRequest(20, TimeUnit.SECONDS)).isNotNull();
        }
        while (!waits(reader)) {
            Thread.onSpinWait();
        }
    }

    /** Whether a thread waits: for another one, or in the system, as for a socket. */
    private static boolean waits(Thread thread) {
        StackTraceElement[] trace = thread.getStackTrace();
        return thread.getState() != Thread.State.RUNNABLE || (trace.length > 0 && trace[0].isNativeMethod());
    }

    private void on(Line line, TestTls.Step step) throws Exception {
        if (line == Line.PLAIN) {
            step.run();
            return;
        }
        TestTls tls = TestTls.make(folder);
        server.useHttps(tls.serving());
        server.setProtocols(
                line == Line.HTTP_2 ? List.of(Protocol.HTTP_2, Protocol.HTTP_1_1) : List.of(Protocol.HTTP_1_1));
        tls.trusted(step);
    }

    private void read() {
        failure.complete(catchThrowable(() -> {
            try (Download download = downloader.open(uri(), Map.of())) {
                reading.countDown();
                download.body().readAllBytes();
            }
        }));
    }

    private URI uri() {
        return server.url("/f").uri();
    }

    private void assertGivenUp() {
        assertThat(failure).succeedsWithin(SOON).isInstanceOfSatisfying(DownloadException.class, e -> assertThat(
                        e.reason())
                .isEqualTo(Code.CANCELLED));
    }

    @AfterEach
    void end() {
        reader.interrupt();
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void anInterruptIsHeardAtOnce(Line line, Silence when) throws Exception {
        silent(line, when);
        reader.interrupt();
        assertGivenUp();
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void closingEndsWhatIsBeingFetched(Line line, Silence when) throws Exception {
        silent(line, when);
        downloader.close();
        assertGivenUp();
    }

    @Test
    void whatWasClosedBeforeItsFirstUseStaysClosed() {
        downloader.close();

        assertThatExceptionOfType(DownloadException.class)
                .isThrownBy(() -> downloader.open(uri(), Map.of()))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Code.CANCELLED));
        assertThat(server.getRequestCount()).isZero();
    }
}
