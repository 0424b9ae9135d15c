package dev.teerex.npm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.download.DownloadException;
import dev.teerex.download.DownloadException.Code;
import dev.teerex.download.WithServer;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpmRegistryTest extends WithServer {
    private NpmTarball ask(String document) {
        server.enqueue(new MockResponse.Builder().body(document).build());
        return new NpmRegistry(server.url("/npm").toString(), "the test", List.of(), Map.of("X-Key", "k"))
                .tarball(downloader, "@aztec/bb.js", "1.0.0");
    }

    private static String document(String dist) {
        return "{\"name\":\"@aztec/bb.js\",\"dist-tags\":{\"latest\":\"2.0.0\"},\"versions\":{"
                + "\"0.9.0\":{\"dist\":{\"tarball\":\"http://wrong/\"}},"
                + "\"1.0.0\":{\"dependencies\":{\"a\":\"1\"},\"dist\":" + dist + "},"
                + "\"2.0.0\":{\"dist\":{\"tarball\":\"http://wrong/\"}}},\"time\":{}}";
    }

    @Test
    void theArchiveOfTheVersionIsFound() throws Exception {
        NpmTarball tarball = ask(document("{\"signatures\":[{\"tarball\":\"http://wrong/\"}],\"fileCount\":3,"
                + "\"integrity\":\"sha512-x\",\"tarball\":\"http://elsewhere.example/bb.tgz\"}"));

        assertThat(tarball.address()).hasToString("http://elsewhere.example/bb.tgz");
        assertThat(tarball.integrity()).contains("sha512-x");
        RecordedRequest request = server.takeRequest();
        assertThat(request.getTarget()).isEqualTo("/npm/@aztec%2fbb.js");
        assertThat(request.getHeaders().get("X-Key")).isEqualTo("k");
        assertThat(request.getHeaders().get("Accept")).contains("application/vnd.npm.install-v1+json");
    }

    @Test
    void anArchivesAddressMayBeRelativeAndItsIntegrityMissing() {
        NpmTarball tarball = ask(document("{\"tarball\":\"/files/bb.tgz\"}"));

        assertThat(tarball.address()).isEqualTo(server.url("/files/bb.tgz").uri());
        assertThat(tarball.integrity()).isEmpty();
    }

    @Test
    void aVersionThatIsNotThereIsNotFound() {
        assertFails(Code.NOT_FOUND, "{\"versions\":{\"1.0.1\":{}}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "[]",
                "{}",
                "{\"versions\":[]}",
                "{\"versions\":{\"1.0.0\":{}}}",
                "{\"versions\":{\"1.0.0\":{\"dist\":{}}}}",
                "{\"versions\":{\"1.0.0\":{\"dist\":{\"tarball\":7}}}}",
                "{\"versions\":{\"1.0.0\":{\"dist\":{\"tarball\":\"a b\"}}}}",
                "{\"versions\":{\"1.0.0\":{\"dist\":{\"tarball\":\"file:///etc/passwd\"}}}}",
                "{\"versions\":{\"1.0.0\":{\"dist\":{\"tarball\":\"http://a/\"",
                "{\"versions\":{\"0.0.1\":{"
            })
    void whatIsNoPackageDocumentIsABadAnswer(String document) {
        assertFails(Code.BAD_ANSWER, document);
    }

    @Test
    void deepNestingIsABadAnswer() {
        assertFails(Code.BAD_ANSWER, "{\"a\":".repeat(100_000));
    }

    private void assertFails(Code code, String document) {
        assertThatThrownBy(() -> ask(document))
                .isInstanceOfSatisfying(
                        DownloadException.class, e -> assertThat(e.reason()).isEqualTo(code))
                .hasMessageContaining("/npm/@aztec/bb.js");
    }
}
