package dev.teerex.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.bb.TestInputs;
import dev.teerex.server.config.Option;
import dev.teerex.server.metrics.Metric;
import dev.teerex.server.standalone.RawClient.Reply;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What those see who run the server. */
class OperationTest {
    private static final Path REAL_CRS = Path.of(System.getProperty("tee-rex.test.shared", ""), "crs");

    @TempDir
    Path folder;

    @Test
    void theServerIsNotReadyWithoutACrsAndSaysWhatIsMissing() throws IOException {
        try (TestServer server = TestServer.start(folder, Map.of())) {
            assertThat(server.client().get("/livez").status()).isEqualTo(200);
            Reply reply = server.client().get("/readyz");
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.text())
                    .contains("{\"name\":\"crs for bb 4.1.2\",\"ok\":false,\"detail\":\"missing, or too short\"}")
                    .contains("{\"name\":\"bb 4.1.2\",\"ok\":true,")
                    .contains("{\"name\":\"key\",\"ok\":true,")
                    .contains("{\"name\":\"attestation\",\"ok\":true,");
        }
    }

    @Test
    void aGenuineCrsMakesItReadyAndABbThatIsGoneNot() throws IOException {
        Assumptions.assumeTrue(Files.exists(REAL_CRS), "skipped: no genuine CRS points beside the checkout");
        Files.createDirectories(folder.resolve("crs"));
        Files.copy(REAL_CRS.resolve("bn254_g1.dat"), folder.resolve("crs/bn254_g1.dat"));
        try (TestServer server = TestServer.start(folder, Map.of())) {
            assertThat(server.client().get("/readyz").status()).isEqualTo(200);
            assertThat(server.client().get("/metrics").text()).contains("tee_rex_ready 1");
            Files.delete(folder.resolve("bb"));
            assertThat(server.client().get("/readyz").status()).isEqualTo(503);
            Reply health = server.client().get("/health");
            assertThat(health.status()).isEqualTo(503);
            assertThat(health.json("status")).isEqualTo("unavailable");
        }
    }

    @Test
    void nothingGoesOnInTheBackgroundOnceItIsClosed() throws IOException {
        Map<Option, String> options = Map.of(
                Option.INSECURE_DEV_CRS, "always", Option.CRS_POINTS, "1000000", Option.MAX_CRS_POINTS, "1000000");
        Path part = folder.resolve("cache/crs-insecure-dev/bn254_g1.dat.part");
        try (TestServer server = TestServer.start(folder, options)) {
            assertThat(server.port()).isPositive();
            Wait.until(() -> Files.exists(part) && Files.size(part) > 0);
        }
        assertThat(part).doesNotExist();
        try (FileChannel lock = FileChannel.open(part.resolveSibling("crs.lock"), StandardOpenOption.WRITE)) {
            assertThat(lock.tryLock()).isNotNull();
        }
    }

    @Test
    void aBbThatWasReplacedIsNeverStarted() throws IOException {
        try (TestServer server = TestServer.start(folder, Map.of())) {
            Path bb = folder.resolve("bb");
            byte[] looked = Files.readAllBytes(bb);
            Files.write(folder.resolve("other"), looked);
            assertThat(folder.resolve("other").toFile().setExecutable(true)).isTrue();
            Files.move(folder.resolve("other"), bb, StandardCopyOption.REPLACE_EXISTING);
            assertThat(server.client().get("/readyz").text())
                    .contains("{\"name\":\"bb 4.1.2\",\"ok\":false,\"detail\":\"does not start: TRX-B-004\"}");
            assertThat(server.client().get("/health").status()).isEqualTo(503);
            byte[] message = server.encrypt(TestInputs.inputs("app"));
            Wait.until(() -> server.client()
                            .post("/prove", message, "Content-Type: application/octet-stream")
                            .status()
                    == 500);
            assertThat(server.log()).contains("TRX-B-004");
        }
    }

    @Test
    void aBbThatDoesNotStartAnyMoreMakesTheServerUnready() throws IOException {
        Path loader = folder.resolve("loader");
        Files.writeString(loader, "#!/bin/sh\nexec \"$@\"\n");
        assertThat(loader.toFile().setExecutable(true)).isTrue();
        try (TestServer server = TestServer.start(folder, Map.of(Option.BB_LOADER, loader.toString()))) {
            Files.delete(loader);
            byte[] message = server.encrypt(TestInputs.inputs("app"));
            Wait.until(() -> server.client()
                            .post("/prove", message, "Content-Type: application/octet-stream")
                            .status()
                    == 500);
            assertThat(server.client().get("/readyz").text())
                    .contains("{\"name\":\"bb 4.1.2\",\"ok\":false,\"detail\":\"does not start: TRX-B-007\"}");
        }
    }

    @Test
    void bbHasALimitOfMemoryBeforeItsLoaderStarts() throws IOException {
        Path loader = folder.resolve("loader");
        Path limits = folder.resolve("limits");
        // Nothing of a client's is in a bb that only says its version.
        Files.writeString(
                loader,
                "#!/bin/sh\ncase \"$*\" in *--version) ;; *) ulimit -d >> '" + limits + "' ;; esac\nexec \"$@\"\n");
        assertThat(loader.toFile().setExecutable(true)).isTrue();
        Map<Option, String> options = Map.of(Option.BB_LOADER, loader.toString(), Option.BB_MEMORY, "3GiB");
        try (TestServer server = TestServer.start(folder, options)) {
            byte[] message = server.encrypt(TestInputs.inputs("app"));
            assertThat(server.client()
                            .post("/prove", message, "Content-Type: application/octet-stream")
                            .status())
                    .isEqualTo(200);
        }
        assertThat(Files.readAllLines(limits)).isNotEmpty().containsOnly(Integer.toString(3 << 20));
    }

    @Test
    void metricsCountWhatHappened() throws IOException {
        try (TestServer server = TestServer.start(folder, Map.of())) {
            byte[] message = server.encrypt(TestInputs.inputs("app"));
            server.client().post("/prove", RawClient.json(message));
            server.client().post("/prove", new byte[0]);
            server.client().get("/secret-path");
            // Answers are counted when they are out.
            Wait.until(() -> {
                String text = server.client().get("/metrics").text();
                return text.contains("{route=\"/prove\",status=\"200\"} 1")
                        && text.contains("{route=\"/prove\",status=\"400\"} 1")
                        && text.contains("{route=\"unknown\",status=\"404\"} 1");
            });
            Reply reply = server.client().get("/metrics");
            assertThat(reply.header("content-type")).startsWith("text/plain; version=0.0.4");
            assertThat(reply.text())
                    .contains("tee_rex_requests_total{route=\"/prove\",status=\"200\"} 1")
                    .contains("tee_rex_requests_total{route=\"/prove\",status=\"400\"} 1")
                    .contains("tee_rex_requests_total{route=\"unknown\",status=\"404\"} 1")
                    .contains("tee_rex_refusals_total{code=\"TRX-S-004\"} 1")
                    .contains("tee_rex_proofs_total{outcome=\"proved\"} 1")
                    .contains("tee_rex_proof_seconds_count 1")
                    .doesNotContain("secret-path");
            for (Metric metric : Metric.values()) {
                assertThat(reply.text()).contains("# TYPE " + metric.text() + " ");
            }
        }
    }

    @Test
    void theLogNamesTheClientBehindATrustedProxyAndWhyItIsRefused() throws IOException {
        try (TestServer server = TestServer.start(folder, Map.of(Option.TRUSTED_PROXIES, "127.0.0.1"))) {
            server.client().get("/v1/nope", "X-Request-Id: nope", "X-Forwarded-For: 2001:db8:0:4::7");
            // Answers are logged when they are out.
            Wait.until(() -> server.log().contains("\"requestId\":\"nope\""));
            assertThat(server.log())
                    .contains("\"requestId\":\"nope\",\"client\":\"2001:db8:0:4:0:0:0:7\"")
                    .contains("\"status\":404,\"code\":\"TRX-S-002\"");
        }
    }

    @Test
    void whatTheDescriptionHasIsServedWithTheTypeThatItNames() throws IOException {
        try (TestServer server = TestServer.start(folder, Map.of())) {
            Reply reply = server.client().get("/openapi.yaml");
            assertThat(reply.header("content-type")).isEqualTo("application/yaml");
            List<String> described = new ArrayList<>();
            Matcher operations =
                    Pattern.compile("(?m)^  (/[^:]*):\\R    (get|post):").matcher(reply.text());
            while (operations.find()) {
                described.add(operations.group(2) + " " + operations.group(1));
            }
            assertThat(described).isNotEmpty();
            for (String operation : described) {
                String[] parts = operation.split(" ", -1);
                Reply answer = parts[0].equals("get")
                        ? server.client().get(parts[1])
                        : server.client().post(parts[1], new byte[0]);
                assertThat(answer.status()).as(operation).isNotIn(404, 405);
                assertThat(reply.text().substring(reply.text().indexOf("  " + parts[1] + ":")))
                        .as("the type of what %s answers", operation)
                        .contains(answer.header("content-type").split(";", -1)[0]);
            }
        }
    }
}
