package dev.teerex.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.teerex.TeeRexException;
import dev.teerex.download.DownloadException.Code;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DownloaderTest extends WithServer {
    private static final String CONTENT = "0123456789".repeat(20_000);

    private static Downloader impatient() {
        return new Downloader(new HttpSettings(false, List.of(), Duration.ofSeconds(5), Duration.ofSeconds(1)));
    }

    private URI uri(String path) {
        return server.url(path).uri();
    }

    private void answer(UnaryOperator<MockResponse.Builder> response) {
        server.enqueue(response.apply(new MockResponse.Builder()).build());
    }

    private static String text(Download download) throws IOException {
        try (download) {
            return new String(download.body().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static void assertFails(Code code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(TeeRexException.class, e -> assertThat(e.reason())
                .isEqualTo(code));
    }

    private static @Nullable String header(RecordedRequest request, String name) {
        return request.getHeaders().get(name);
    }

    private RecordedRequest taken() throws InterruptedException {
        @Nullable RecordedRequest request = server.takeRequest(10, TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("no request came");
        }
        return request;
    }

    @Test
    void aWholeFileComesWithItsLength() throws Exception {
        answer(response -> response.body(CONTENT));

        try (Download download = downloader.open(uri("/f"), Map.of("X-Own", "1"))) {
            assertThat(download.totalLength()).isEqualTo(CONTENT.length());
            assertThat(download.offset()).isZero();
            assertThat(text(download)).isEqualTo(CONTENT);
        }
        RecordedRequest request = taken();
        assertThat(header(request, "X-Own")).isEqualTo("1");
        assertThat(header(request, "Range")).isNull();
    }

    @Test
    void contentThatAServerMarksAsCompressedIsLeftAsItIs() throws Exception {
        answer(response -> response.body("not gzip").addHeader("Content-Encoding", "gzip"));

        assertThat(text(downloader.open(uri("/f.tgz"), Map.of()))).isEqualTo("not gzip");
    }

    @Test
    void aPartIsAskedForAndItsPlaceChecked() throws Exception {
        answer(response -> response.code(206).body("345").addHeader("Content-Range", "bytes 3-5/10"));

        try (Download download = downloader.open(uri("/f"), Map.of(), 3, 6)) {
            assertThat(download.offset()).isEqualTo(3);
            assertThat(download.totalLength()).isEqualTo(10);
            assertThat(text(download)).isEqualTo("345");
        }
        assertThat(header(taken(), "Range")).isEqualTo("bytes=3-5");
    }

    @Test
    void aServerThatCannotResumeBeginsAtZero() throws Exception {
        answer(response -> response.body("0123456789"));

        try (Download download = downloader.open(uri("/f"), Map.of(), 3, -1)) {
            assertThat(download.offset()).isZero();
            assertThat(text(download)).isEqualTo("0123456789");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes 4-9/10", "bytes 3-8/10", "bytes */10", "bytes 3-", "items 3-9/10"})
    void anotherPartThanAskedForIsRefused(String range) {
        answer(response -> response.code(206).body("3456789").addHeader("Content-Range", range));

        assertFails(Code.BAD_ANSWER, () -> downloader.open(uri("/f"), Map.of(), 3, -1));
    }

    @ParameterizedTest
    @CsvSource({"401,REFUSED", "403,REFUSED", "404,NOT_FOUND", "410,NOT_FOUND", "500,BAD_ANSWER", "204,BAD_ANSWER"})
    void aStatusSaysWhoMustAct(int status, Code code) {
        answer(response -> response.code(status));

        assertFails(code, () -> downloader.open(uri("/f?secret=1"), Map.of()));
    }

    @Test
    void aFailureNamesTheAddressWithoutItsSecrets() {
        answer(response -> response.code(404));
        URI uri = URI.create(uri("/f?sig=SECRET").toString().replace("http://", "http://me:SECRET@"));

        assertThatThrownBy(() -> downloader.open(uri, Map.of()))
                .hasMessageContaining("/f")
                .hasMessageNotContaining("SECRET");
    }

    @Test
    void whereAServerSendsUsSteersNoTerminal() {
        answer(response -> response.code(302).addHeader("Location", "/%1b%5b2Jf%E2%80%AEgnp"));
        answer(response -> response.code(404));

        assertThatThrownBy(() -> downloader.open(uri("/f"), Map.of())).hasMessageEndingWith("/?[2Jf?gnp");
    }

    @Test
    void headersFollowARedirectOnTheSameOrigin() throws Exception {
        answer(response -> response.code(302).addHeader("Location", "/elsewhere"));
        answer(response -> response.body("here"));

        assertThat(text(downloader.open(uri("/f"), Map.of("X-Token", "t")))).isEqualTo("here");
        assertThat(taken().getTarget()).isEqualTo("/f");
        RecordedRequest second = taken();
        assertThat(second.getTarget()).isEqualTo("/elsewhere");
        assertThat(header(second, "X-Token")).isEqualTo("t");
    }

    @Test
    void noHeaderFollowsARedirectToAnotherOriginNorBack() throws Exception {
        try (MockWebServer other = new MockWebServer()) {
            other.start();
            answer(response -> response.code(302).addHeader("Location", other.url("/blob?sig=1")));
            other.enqueue(new MockResponse.Builder()
                    .code(307)
                    .addHeader("Location", uri("/back"))
                    .build());
            answer(response -> response.body("here"));

            assertThat(text(downloader.open(uri("/f"), Map.of("X-Token", "t", "Authorization", "Bearer t"))))
                    .isEqualTo("here");
            RecordedRequest elsewhere = other.takeRequest();
            assertThat(header(elsewhere, "X-Token")).isNull();
            assertThat(header(elsewhere, "Authorization")).isNull();
            taken();
            assertThat(header(taken(), "Authorization")).isNull();
        }
    }

    @Test
    void redirectsInACircleEnd() {
        for (int i = 0; i < 10; i++) {
            answer(response -> response.code(302).addHeader("Location", "/f"));
        }

        assertFails(Code.BAD_ANSWER, () -> downloader.open(uri("/f"), Map.of()));
        assertThat(server.getRequestCount()).isLessThan(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "ftp://host/f", "http:nothing", "::"})
    void aRedirectAwayFromTheWebIsRefused(String location) {
        answer(response -> response.code(302).addHeader("Location", location));

        assertFails(Code.BAD_ANSWER, () -> downloader.open(uri("/f"), Map.of()));
    }

    @Test
    void aBrokenConnectionIsCut() {
        answer(response -> response.body(CONTENT).onResponseBody(new SocketEffect.CloseSocket()));

        assertFails(Code.CUT, () -> text(downloader.open(uri("/f"), Map.of())));
    }

    @Test
    void aStalledConnectionIsCut() {
        answer(response -> response.body(CONTENT).onResponseBody(SocketEffect.Stall.INSTANCE));

        try (Downloader impatient = impatient()) {
            assertFails(Code.CUT, () -> text(impatient.open(uri("/f"), Map.of())));
        }
    }

    @Test
    void aServerThatKeepsSendingTooLittleIsCut() {
        answer(response -> response.body(CONTENT).throttleBody(200, 50, TimeUnit.MILLISECONDS));

        try (Downloader impatient = impatient()) {
            assertTimeoutPreemptively(
                    Duration.ofSeconds(20),
                    () -> assertFails(Code.CUT, () -> text(impatient.open(uri("/f"), Map.of()))));
        }
    }

    @Test
    void whatTheReaderTakesIsNotTheServersTime() throws Exception {
        AtomicLong now = new AtomicLong();
        answer(response -> response.body(CONTENT));

        try (Downloader patient = new Downloader(HttpSettings.of(false, List.of()), now::get);
                Download download = patient.open(uri("/f"), Map.of())) {
            assertThat(download.body().readNBytes(10)).hasSize(10);
            now.addAndGet(Duration.ofDays(1).toNanos());
            assertThat(text(download)).hasSize(CONTENT.length() - 10);
        }
    }

    @Test
    void aServerThatNeverAnswersIsUnreachable() {
        answer(response -> response.onResponseStart(SocketEffect.Stall.INSTANCE));

        try (Downloader impatient = impatient()) {
            assertFails(Code.UNREACHABLE, () -> impatient.open(uri("/f"), Map.of()));
        }
    }

    @Test
    void aClosedPortIsUnreachable() {
        URI uri = uri("/f");
        server.close();

        assertFails(Code.UNREACHABLE, () -> downloader.open(uri, Map.of()));
    }

    @Test
    void anInterruptIsAFailureOfItsOwnAndStays() {
        Thread.currentThread().interrupt();

        assertFails(Code.CANCELLED, () -> downloader.open(uri("/f"), Map.of()));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aResumingBodyGoesOnWhereItBroke() throws Exception {
        server.setDispatcher(new ResumeDispatcher(CONTENT, true));

        assertThat(text(downloader.openResuming(uri("/f"), Map.of("X-Token", "t"), 3)))
                .isEqualTo(CONTENT);
        assertThat(header(taken(), "Range")).isNull();
        RecordedRequest second = taken();
        assertThat(header(second, "Range")).matches("bytes=[1-9]\\d*-");
        assertThat(header(second, "X-Token")).isEqualTo("t");
    }

    @Test
    void aResumingBodySkipsWhatAServerSendsAgain() throws Exception {
        server.setDispatcher(new ResumeDispatcher(CONTENT, false));

        assertThat(text(downloader.openResuming(uri("/f"), Map.of(), 3))).isEqualTo(CONTENT);
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void aResumingBodyGivesUpAfterItsAttempts() {
        for (int i = 0; i < 5; i++) {
            answer(response -> response.body(CONTENT).onResponseBody(new SocketEffect.CloseSocket()));
        }

        assertFails(Code.CUT, () -> text(downloader.openResuming(uri("/f"), Map.of(), 3)));
        assertThat(server.getRequestCount()).isEqualTo(3);
    }

    @Test
    void aResumingBodyDoesNotAskAgainWhereTheServerSaidNo() {
        answer(response -> response.body(CONTENT).onResponseBody(new SocketEffect.CloseSocket()));
        answer(response -> response.code(403));

        assertFails(Code.REFUSED, () -> text(downloader.openResuming(uri("/f"), Map.of(), 3)));
    }

    @Test
    void aBodyHasAtMostAsManyBytesAsAllowed() throws Exception {
        answer(response -> response.body("0123456789"));
        try (Download exact = downloader.open(uri("/f"), Map.of())) {
            assertThat(exact.bodyUpTo(10).readAllBytes()).hasSize(10);
        }

        answer(response -> response.body("0123456789"));
        assertFails(Code.BAD_ANSWER, () -> downloader.open(uri("/f"), Map.of()).bodyUpTo(9));

        answer(response -> response.chunkedBody(new Buffer().writeUtf8("0123456789"), 4));
        try (Download chunked = downloader.open(uri("/f"), Map.of())) {
            assertFails(Code.BAD_ANSWER, () -> chunked.bodyUpTo(9).readAllBytes());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://host/f", "host/f", "mailto:a", "http:///f"})
    void whatIsNoWebAddressIsRefused(String address) {
        assertFails(Code.BAD_ADDRESS, () -> downloader.open(URI.create(address), Map.of()));
    }

    @Test
    void aHeaderThatCannotBeSentIsRefusedWithoutQuotingIt() {
        assertThatThrownBy(() -> downloader.open(uri("/f"), Map.of("Authorization", "SECRET\n")))
                .hasMessageStartingWith(Code.BAD_ADDRESS.code())
                .hasMessageNotContaining("SECRET")
                .hasNoCause();
    }

    @Test
    void offlineOpensFilesAndNothingElse(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("a file ä"), "0123456789");
        try (Downloader offline = new Downloader(HttpSettings.of(true, List.of()))) {
            assertThat(text(offline.open(file.toUri(), Map.of(), 4, -1))).isEqualTo("456789");
            assertFails(Code.OFFLINE, () -> offline.open(uri("/f"), Map.of()));
            assertFails(
                    Code.NOT_FOUND, () -> offline.open(folder.resolve("none").toUri(), Map.of()));
        }
        assertThat(server.getRequestCount()).isZero();
    }
}
