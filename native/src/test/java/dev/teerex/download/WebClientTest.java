package dev.teerex.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.download.WebException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class WebClientTest extends WithServer {
    private final WebClient client = new WebClient(HttpSettings.of(false, List.of()));

    @AfterEach
    void closeClient() {
        client.close();
    }

    private WebRequest request(Duration limit) {
        return new WebRequest(server.url("/f").uri(), Map.of("X-Secret", "sesame"), null, limit, 1000);
    }

    private WebRequest post(Writer writer) {
        return post(server.url("/f").uri(), writer);
    }

    private WebRequest post() {
        return post(server.url("/f").uri());
    }

    private void assertFails(Kind kind, boolean bodyBegun, WebRequest request) {
        assertThatThrownBy(() -> client.exchange(request)).isInstanceOfSatisfying(WebException.class, e -> {
            assertThat(e.kind()).isEqualTo(kind);
            assertThat(e.bodyBegun()).isEqualTo(bodyBegun);
        });
    }

    @Test
    void anAnswerOfWhateverStatusIsOne() throws Exception {
        server.enqueue(new MockResponse.Builder()
                .code(418)
                .addHeader("X-Kind", "teapot")
                .body("short and stout")
                .build());
        WebAnswer answer = client.exchange(post());

        assertThat(answer.status()).isEqualTo(418);
        assertThat(answer.header("x-kind")).contains("teapot");
        assertThat(answer.body()).asString(StandardCharsets.US_ASCII).isEqualTo("short and stout");
        assertThat(server.takeRequest().getBody()).hasToString("[text=hello]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "99999999999", "soon"})
    void nothingIsSentTwiceWhateverTheServerSays(String retryAfter) throws Exception {
        for (int status : List.of(401, 408, 421, 503)) {
            for (WebRequest request : List.of(post(), request(Duration.ofSeconds(20)))) {
                server.enqueue(new MockResponse.Builder()
                        .code(status)
                        .addHeader("Retry-After", retryAfter)
                        .build());
                WebAnswer answer = client.exchange(request);
                assertThat(answer.status()).isEqualTo(status);
                assertThat(answer.header(WebAnswer.RETRY_AFTER)).contains(retryAfter);
            }
        }
        assertThat(server.getRequestCount()).isEqualTo(8);
    }

    @Test
    void anAnswerMayHaveAsManyBytesAsWereAllowedAndNoMore() throws Exception {
        server.enqueue(new MockResponse.Builder().body("x".repeat(1000)).build());
        assertThat(client.exchange(request(Duration.ofSeconds(20))).body()).hasSize(1000);
        server.enqueue(new MockResponse.Builder().body("x".repeat(1001)).build());
        assertFails(Kind.TOO_LARGE, false, request(Duration.ofSeconds(20)));
    }

    @Test
    void theLimitIsForTheWholeAnswer() {
        server.enqueue(new MockResponse.Builder()
                .body("x".repeat(1000))
                .throttleBody(1, 20, TimeUnit.MILLISECONDS)
                .build());
        assertFails(Kind.TIMED_OUT, false, request(Duration.ofMillis(300)));
    }

    @Test
    void whatBreaksAfterTheBodyBeganSaysSo() {
        server.enqueue(new MockResponse.Builder()
                .onResponseStart(new SocketEffect.CloseSocket())
                .build());
        assertFails(Kind.BROKEN, true, post());
        server.close();
        assertFails(Kind.NOT_CONNECTED, false, post());
    }

    @Test
    void whatTheBodysWriterThrowsComesOut() {
        assertThatIllegalStateException()
                .isThrownBy(() -> client.exchange(post(out -> {
                    throw new IllegalStateException("the file grew");
                })))
                .withMessage("the file grew");
        assertFails(Kind.BROKEN, true, post(out -> {
            throw new IOException("the file is gone");
        }));
    }

    private WebRequest heard(WebListener listener) {
        return new WebRequest(server.url("/f").uri(), Map.of(), null, Duration.ofSeconds(20), 100_000, listener);
    }

    @Test
    void aListenerHearsOfAnAnswerPartByPart() throws Exception {
        String body = "x".repeat(50_000);
        server.enqueue(new MockResponse.Builder()
                .code(202)
                .addHeader("Content-Type", "Text/Plain; charset=utf-8")
                .chunkedBody(body, 1000)
                .build());
        List<Integer> sizes = new ArrayList<>();
        StringBuilder heard = new StringBuilder();
        WebAnswer answer = client.exchange(heard((status, mediaType, part) -> {
            assertThat(status).isEqualTo(202);
            assertThat(mediaType).isEqualTo("text/plain");
            sizes.add(part.remaining());
            heard.append(StandardCharsets.US_ASCII.decode(part));
        }));
        assertThat(answer.body()).asString(StandardCharsets.US_ASCII).isEqualTo(body);
        assertThat(heard).hasToString(body);
        assertThat(sizes).hasSizeGreaterThan(2).startsWith(0);
    }

    @Test
    void aListenerHearsOfAnAnswerWithoutABodyAndWithoutAType() throws Exception {
        server.enqueue(new MockResponse.Builder().code(204).build());
        List<String> heard = new ArrayList<>();
        client.exchange(heard((status, mediaType, part) -> heard.add(status + mediaType + part.remaining())));
        assertThat(heard).containsExactly("2040");
    }

    @Test
    void whatAListenerThrowsComesOut() {
        server.enqueue(new MockResponse.Builder().body("hello").build());
        assertThatIllegalStateException()
                .isThrownBy(() -> client.exchange(heard((status, mediaType, part) -> {
                    throw new IllegalStateException("enough");
                })))
                .withMessage("enough");
    }

    @Test
    void anErrorOfTheWriterOrTheListenerComesOutToo() {
        AssertionError wrong = new AssertionError("that cannot be");
        assertThatThrownBy(() -> client.exchange(post(out -> {
                    throw wrong;
                })))
                .isSameAs(wrong);
        server.enqueue(new MockResponse.Builder().body("hello").build());
        assertThatThrownBy(() -> client.exchange(heard((status, mediaType, part) -> {
                    throw wrong;
                })))
                .isSameAs(wrong);
    }

    @Test
    void aClosedClientSendsNothing() throws Exception {
        server.enqueue(new MockResponse.Builder().build());
        client.exchange(post());
        client.close();
        assertFails(Kind.CLOSED, false, post());
        assertThat(server.getRequestCount()).isOne();
    }

    @Test
    void aClientThatIsClosedBeforeItIsUsedSendsNothing() {
        client.close();
        assertFails(Kind.CLOSED, false, post());
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void closingBreaksOffWhatIsOnItsWay() {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                client.close();
                return new MockResponse.Builder().build();
            }
        });
        assertFails(Kind.CLOSED, true, post());
    }

    @Test
    void offlineAndWithHeadersThatCannotBeSentNothingIsConnected() {
        try (WebClient offline = new WebClient(HttpSettings.of(true, List.of()))) {
            assertThatThrownBy(() -> offline.exchange(post()))
                    .isInstanceOfSatisfying(
                            WebException.class, e -> assertThat(e.kind()).isEqualTo(Kind.OFFLINE));
        }
        WebRequest bad =
                new WebRequest(server.url("/").uri(), Map.of("X-Secret", "ses\name"), null, Duration.ofSeconds(1), 1);
        assertFails(Kind.UNSENDABLE, false, bad);
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void aRequestDoesNotPrintItsHeaders() {
        assertThat(request(Duration.ofSeconds(1))).asString().startsWith("GET ").doesNotContain("sesame");
    }

    @Test
    void theWordsOfWhoeverAnswersGoNoFurther() {
        server.enqueue(
                new MockResponse.Builder().status("EVIL \u001b[31m words").build());
        assertThatThrownBy(() -> client.exchange(post()))
                .isInstanceOfSatisfying(
                        WebException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BROKEN))
                .satisfies(e -> assertThat(e).hasStackTraceContaining("is not HTTP"))
                .satisfies(e -> assertThat(Throwables.getStackTrace(e)).doesNotContain("EVIL"));
    }
}
