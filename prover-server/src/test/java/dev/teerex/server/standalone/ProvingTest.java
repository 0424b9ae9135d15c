package dev.teerex.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.bb.TestInputs;
import dev.teerex.bb.standin.StandIn;
import dev.teerex.openpgp.RecipientKeyPair;
import dev.teerex.server.config.Option;
import dev.teerex.server.standalone.RawClient.Reply;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Proofs, taken on, queued, refused, given up and stopped. */
class ProvingTest {
    private static final String OCTETS = "Content-Type: application/octet-stream";

    @TempDir
    Path folder;

    private static Map<String, Object> chonk() {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("scheme", "chonk");
        message.put("ivc_inputs", TestInputs.inputs("app", "kernel"));
        return message;
    }

    private static Map<String, Object> ultraHonk() {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("scheme", "ultra_honk");
        message.put("bytecode", TestInputs.gzip(TestInputs.bytecode("circuit")));
        message.put("witness", TestInputs.gzip(TestInputs.witness("circuit")));
        return message;
    }

    /** Returns a stand-in that finishes no proof before {@link #openGate}. */
    private StandIn gated() {
        return new StandIn().with("version", TestServer.VERSION).with("gate", folder.resolve("gate"));
    }

    private void openGate() throws IOException {
        Files.createFile(folder.resolve("gate"));
    }

    private static Reply prove(TestServer server, Map<String, Object> message) throws IOException {
        return server.client().post("/v1/prove", server.encrypt(TestInputs.pack(message)), OCTETS);
    }

    private static void assertProblem(Reply reply, int status, String kind, String code) throws IOException {
        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        assertThat(reply.header("content-type")).isEqualTo("application/problem+json");
        assertThat(reply.json("type")).isEqualTo("urn:tee-rex:problem:" + kind);
        assertThat(reply.json("code")).isEqualTo(code);
        assertThat(reply.json("status")).isEqualTo(Integer.toString(status));
        assertThat(reply.json("requestId")).isEqualTo(reply.header("x-request-id"));
    }

    @Test
    void bothProofSystemsAreServedUnderV1() throws IOException {
        try (TestServer server = TestServer.start(folder, Map.of())) {
            Reply chonk = prove(server, chonk());
            assertThat(chonk.status()).as(chonk.text()).isEqualTo(200);
            assertThat(chonk.json("scheme")).isEqualTo("chonk");
            assertThat(chonk.json("bb_version")).isEqualTo(TestServer.VERSION);
            byte[] proof = Base64.getDecoder().decode(chonk.json("proof"));
            assertThat(proof).hasSize(4 + 32 * ByteBuffer.wrap(proof).getInt());
            assertThat(Base64.getDecoder().decode(chonk.json("verification_key")))
                    .isEqualTo(TestInputs.key(16));
            assertThat(chonk.header("access-control-allow-origin")).isEmpty();

            Reply noir = prove(server, ultraHonk());
            assertThat(noir.status()).as(noir.text()).isEqualTo(200);
            assertThat(noir.json("scheme")).isEqualTo("ultra_honk");
            assertThat(noir.json("verifier_target")).isEqualTo("noir-recursive");
            assertThat(Base64.getDecoder().decode(noir.json("proof"))).hasSize(458 * 32);
            assertThat(Base64.getDecoder().decode(noir.json("public_inputs"))).hasSize(32);
            assertThat(Base64.getDecoder().decode(noir.json("verification_key")))
                    .hasSize(3680);
            assertThat(noir.json("in_bb")).matches("\\d+");
        }
    }

    @Test
    void whatIsInsideTheMessageIsChecked() throws IOException {
        try (TestServer server = TestServer.start(folder, Map.of())) {
            Map<String, Object> both = chonk();
            both.put("witness", new byte[3]);
            Map<String, Object> unknown = chonk();
            unknown.put("verifierTarget", "evm");
            Map<String, Object> noScheme = chonk();
            noScheme.remove("scheme");
            Map<String, Object> lacking = ultraHonk();
            lacking.remove("witness");
            for (Map<String, Object> bad : List.of(both, unknown, noScheme, lacking)) {
                assertProblem(prove(server, bad), 422, "bad-inputs", "TRX-I-004");
            }
            Map<String, Object> otherScheme = chonk();
            otherScheme.put("scheme", "groth16");
            assertProblem(prove(server, otherScheme), 422, "bad-inputs", "TRX-I-008");
            Map<String, Object> otherTarget = ultraHonk();
            otherTarget.put("verifier_target", "moon");
            assertProblem(prove(server, otherTarget), 422, "bad-inputs", "TRX-I-008");
            Map<String, Object> otherVersion = chonk();
            otherVersion.put("bb_version", "9.9.9");
            assertProblem(prove(server, otherVersion), 400, "unknown-version", "TRX-S-011");
            Map<String, Object> otherKey = ultraHonk();
            otherKey.put("verification_key", new byte[32]);
            assertProblem(prove(server, otherKey), 422, "key-mismatch", "TRX-S-021");
            Map<String, Object> rightKey = ultraHonk();
            rightKey.put("verification_key", new byte[3680]);
            assertThat(prove(server, rightKey).status()).isEqualTo(200);
            Map<String, Object> cut = chonk();
            cut.put("ivc_inputs", new byte[] {(byte) 0x91});
            assertProblem(prove(server, cut), 422, "bad-inputs", "TRX-I-003");
        }
    }

    @Test
    void aMessageThatEndsWithinAPartIsCutAndNotTooLarge() throws IOException {
        try (TestServer server = TestServer.start(folder, Map.of())) {
            for (Map<String, Object> whole : List.of(chonk(), ultraHonk())) {
                Map<String, Object> message = new LinkedHashMap<>(whole);
                String last = message.containsKey("witness") ? "witness" : "ivc_inputs";
                message.put(last, message.remove(last));
                byte[] packed = TestInputs.pack(message);
                // By less than the length before the part has, and by more.
                for (int missing : new int[] {1, 16}) {
                    byte[] body = server.encrypt(Arrays.copyOf(packed, packed.length - missing));
                    assertProblem(server.client().post("/v1/prove", body), 422, "bad-inputs", "TRX-I-003");
                }
            }
        }
    }

    @Test
    void aStepThatNeedsALargerCrsThanIsGotIsRefused() throws IOException {
        Map<Option, String> options = Map.of(Option.INSECURE_DEV_CRS, "always", Option.MAX_CRS_POINTS, "131072");
        Map<String, Object> large = TestInputs.step("kernel");
        large.put("vk", TestInputs.key(18));
        Map<String, Object> message = chonk();
        message.put("ivc_inputs", TestInputs.pack(List.of(TestInputs.step("app"), large)));
        try (TestServer server = TestServer.start(folder, options)) {
            assertProblem(prove(server, message), 422, "bad-inputs", "TRX-I-005");
        }
    }

    @Test
    void aProofTakesNoLongerWhereItsCrsIsHeldElsewhere() throws Exception {
        Map<Option, String> options = Map.of(Option.INSECURE_DEV_CRS, "always", Option.PROOF_TIMEOUT, "2s");
        Path lock = Files.createDirectories(folder.resolve("cache/crs-insecure-dev"))
                .resolve("crs.lock");
        try (FileChannel other = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = other.lock();
                TestServer server = TestServer.start(folder, options)) {
            assertThat(held.isValid()).isTrue();
            long begin = System.nanoTime();
            assertProblem(prove(server, chonk()), 504, "proof-timed-out", "TRX-S-022");
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isBetween(Duration.ofMillis(1900), Duration.ofMinutes(1));
        }
    }

    @Test
    void whyThereIsNoCrsIsInTheLogAndNotInTheAnswer() throws IOException {
        Path noFolder = Files.createDirectories(folder.resolve("cache")).resolve("crs-insecure-dev");
        Files.createFile(noFolder);
        try (TestServer server = TestServer.start(folder, Map.of(Option.INSECURE_DEV_CRS, "always"))) {
            Reply reply = prove(server, chonk());
            assertProblem(reply, 500, "proof-failed", "TRX-C-005");
            assertThat(reply.text()).doesNotContain(noFolder.toString());
            assertThat(server.log())
                    .containsPattern("\"code\":\"TRX-C-005\",[^\n]*\"message\":\"" + noFolder + " cannot be made")
                    .contains("--cache-directory");
        }
    }

    @Test
    void whatBbSaysIsNotInTheLog() throws IOException {
        StandIn dies = new StandIn()
                .with("version", TestServer.VERSION)
                .with("on", "ChonkProve")
                .with("do", "exit");
        try (TestServer server = TestServer.start(folder, dies, Map.of())) {
            assertThat(prove(server, chonk()).status()).isEqualTo(500);
            assertThat(server.log())
                    .contains("TRX-B-010")
                    .doesNotContain("about to fail")
                    .doesNotContainPattern("TRX-B-010[^\n]*\"message\"");
        }
    }

    @Test
    void noPartIsUnpackedToMoreThanIsAllowed() throws IOException {
        byte[] bomb = TestInputs.gzip(new byte[(1 << 20) + 1]);
        byte[] most = TestInputs.gzip(new byte[1 << 20]);
        try (TestServer server = TestServer.start(folder, Map.of(Option.MAX_UNPACKED, "1MiB"))) {
            for (String part : List.of("bytecode", "witness")) {
                Map<String, Object> step = TestInputs.step("app");
                step.put(part, bomb);
                Map<String, Object> chonk = chonk();
                chonk.put("ivc_inputs", TestInputs.pack(List.of(step)));
                assertProblem(prove(server, chonk), 422, "bad-inputs", "TRX-I-005");
                step.put(part, new byte[(1 << 20) + 1]);
                chonk.put("ivc_inputs", TestInputs.pack(List.of(step)));
                assertProblem(prove(server, chonk), 422, "bad-inputs", "TRX-I-005");
                step.put(part, most);
                chonk.put("ivc_inputs", TestInputs.pack(List.of(step)));
                assertThat(prove(server, chonk).status()).isEqualTo(200);

                Map<String, Object> noir = ultraHonk();
                noir.put(part, bomb);
                assertProblem(prove(server, noir), 422, "bad-inputs", "TRX-I-005");
                noir.put(part, new byte[(1 << 20) + 1]);
                assertProblem(prove(server, noir), 422, "bad-inputs", "TRX-I-005");
            }
        }
    }

    @Test
    void aConnectionThatLostAByteOfTheNextRequestEndsWithTheAnswer() throws IOException {
        try (TestServer server = TestServer.start(folder, gated(), Map.of(Option.PROOF_TIMEOUT, "2s"));
                Socket socket = server.client().connect()) {
            byte[] message = server.encrypt(TestInputs.pack(chonk()));
            RawClient.send(
                    socket, RawClient.head("POST", "/v1/prove", OCTETS, "Content-Length: " + message.length), message);
            Wait.until(() -> server.metric("tee_rex_proofs_running") == 1);
            RawClient.send(socket, RawClient.head("GET", "/health"), new byte[0]);
            Reply reply = RawClient.read(socket, false);
            assertProblem(reply, 504, "proof-timed-out", "TRX-B-012");
            assertThat(reply.header("connection")).isEqualTo("close");
        }
    }

    @Test
    void aClientThatSentMoreAndLeftIsGone() throws IOException {
        try (TestServer server = TestServer.start(folder, gated(), Map.of())) {
            byte[] message = server.encrypt(TestInputs.pack(chonk()));
            try (Socket socket = server.client().connect()) {
                RawClient.send(
                        socket,
                        RawClient.head("POST", "/v1/prove", OCTETS, "Content-Length: " + message.length),
                        message);
                Wait.until(() -> server.metric("tee_rex_proofs_running") == 1);
                RawClient.send(socket, "\r\n", new byte[200_000]);
            }
            Wait.until(() -> server.metric("tee_rex_proofs_running") == 0);
        }
    }

    @Test
    void anUploadThatGoesOnWhenTheServerStopsDoesNotKeepItFromStopping() throws Exception {
        TestServer server = TestServer.start(folder, Map.of());
        try (Socket uploading = server.client().connect()) {
            RawClient.send(uploading, RawClient.head("POST", "/prove", "Content-Length: 1000"), new byte[] {'{'});
            Wait.until(() -> server.metric("tee_rex_uploads") == 1);
            CompletableFuture.runAsync(server::close).get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void stepsMayStandAnywhereInAMessageAndEndThere() throws IOException {
        // More than the server holds in one piece, and not to be packed.
        byte[] witness = new byte[700_000];
        new Random(1).nextBytes(witness);
        Map<String, Object> step = TestInputs.step("app");
        step.put("witness", TestInputs.gzip(witness));
        byte[] steps = TestInputs.pack(List.of(TestInputs.step("before"), step));
        Path log = folder.resolve("bb.log");
        StandIn logging = new StandIn().with("version", TestServer.VERSION).with("log", log);
        try (TestServer server = TestServer.start(folder, logging, Map.of())) {
            Map<String, Object> first = new LinkedHashMap<>();
            first.put("ivc_inputs", steps);
            first.putAll(Map.of("bb_version", TestServer.VERSION, "scheme", "chonk", "tell_steps", true));
            assertThat(prove(server, first).status()).isEqualTo(200);
            Map<String, Object> last = new LinkedHashMap<>(Map.of("bb_version", TestServer.VERSION, "scheme", "chonk"));
            last.put("ivc_inputs", steps);
            assertThat(prove(server, last).status()).isEqualTo(200);
            assertThat(Files.readAllLines(log))
                    .filteredOn(("ChonkAccumulate " + Arrays.hashCode(witness))::equals)
                    .hasSize(2);

            first.put("ivc_inputs", Arrays.copyOf(steps, steps.length - 1));
            assertProblem(prove(server, first), 422, "bad-inputs", "TRX-I-003");
            first.put("ivc_inputs", Arrays.copyOf(steps, steps.length + 1));
            assertProblem(prove(server, first), 422, "bad-inputs", "TRX-I-004");
            assertThat(server.client().get("/metrics").text()).contains("tee_rex_payload_bytes 0");
        }
    }

    @Test
    void aMessageForAnotherKeySaysThatTheKeyMustBeFetchedAgain() throws IOException {
        try (TestServer server = TestServer.start(folder, Map.of())) {
            var yesterday = RecipientKeyPair.generate(new SecureRandom(), Clock.systemUTC());
            byte[] message = TestServer.encrypt(TestInputs.pack(chonk()), yesterday.publicKey());
            assertProblem(server.client().post("/v1/prove", message), 409, "wrong-key", "TRX-S-010");
            assertProblem(server.client().post("/v1/prove", new byte[200]), 400, "undecryptable", "TRX-S-009");
        }
    }

    @Test
    void aRefusalOfBbIsTheClientsAndACrashTheServers() throws IOException {
        StandIn refuses = new StandIn()
                .with("version", TestServer.VERSION)
                .with("on", "ChonkAccumulate")
                .with("do", "error");
        try (TestServer server = TestServer.start(folder, refuses, Map.of())) {
            assertProblem(prove(server, chonk()), 422, "bad-inputs", "TRX-B-014");
        }
        StandIn dies = new StandIn()
                .with("version", TestServer.VERSION)
                .with("on", "ChonkProve")
                .with("do", "exit");
        try (TestServer server = TestServer.start(folder, dies, Map.of())) {
            assertProblem(prove(server, chonk()), 500, "proof-failed", "TRX-B-010");
        }
        StandIn starves = new StandIn()
                .with("version", TestServer.VERSION)
                .with("on", "ChonkAccumulate")
                .with("do", "noMemory");
        try (TestServer server = TestServer.start(folder, starves, Map.of())) {
            Reply reply = prove(server, chonk());
            assertProblem(reply, 500, "proof-failed", "TRX-B-017");
            assertThat(reply.json("detail")).contains("--bb-memory");
            Wait.until(() -> server.log().contains("\"event\":\"failure\""));
            assertThat(server.log().lines().filter(line -> line.contains("\"event\":\"failure\"")))
                    .singleElement()
                    .asString()
                    .contains("\"code\":\"TRX-B-017\"", "--bb-memory");
        }
        StandIn hangs = new StandIn()
                .with("version", TestServer.VERSION)
                .with("on", "ChonkProve")
                .with("do", "hang");
        try (TestServer server = TestServer.start(folder, hangs, Map.of(Option.PROOF_TIMEOUT, "2s"))) {
            assertProblem(prove(server, chonk()), 504, "proof-timed-out", "TRX-B-012");
        }
    }

    @Test
    void bbIsKilledWhenTheClientLeaves() throws IOException {
        Path log = folder.resolve("bb.log");
        StandIn hangs = new StandIn()
                .with("version", TestServer.VERSION)
                .with("log", log)
                .with("on", "ChonkProve")
                .with("do", "hang");
        try (TestServer server = TestServer.start(folder, hangs, Map.of(Option.MAX_PROOFS, "1"))) {
            byte[] message = server.encrypt(TestInputs.pack(chonk()));
            try (Socket socket = server.client().connect()) {
                RawClient.send(
                        socket, RawClient.head("POST", "/v1/prove", "Content-Length: " + message.length), message);
                Wait.until(() -> Files.readString(log).contains("ChonkProve"));
                Wait.until(() -> children() == 3);
            }
            // What is left are the spares, which nobody has told anything.
            Wait.until(() -> children() == 2);
            assertThat(server.client().get("/metrics").text()).contains("tee_rex_payload_bytes 0");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"chonk", "ultra_honk"})
    void aSpareThatIsKilledBeforeItAnswersIsReplaced(String scheme) throws Exception {
        Map<String, Object> inputs = scheme.equals("chonk") ? chonk() : ultraHonk();
        Path log = folder.resolve("bb.log");
        StandIn logging = new StandIn().with("version", TestServer.VERSION).with("log", log);
        try (TestServer server = TestServer.start(folder, logging, Map.of())) {
            assertThat(prove(server, inputs).status()).isEqualTo(200);
            Wait.until(() -> children() == 2
                    && Files.readAllLines(log).stream()
                                    .filter("connected"::equals)
                                    .count()
                            == 3);
            List<ProcessHandle> spares = ProcessHandle.current().descendants().toList();
            for (ProcessHandle spare : spares) {
                // Its connection stands, and it says nothing.
                assertThat(new ProcessBuilder("kill", "-STOP", Long.toString(spare.pid()))
                                .start()
                                .waitFor())
                        .isZero();
            }
            var proof = inThread(() -> prove(server, inputs));
            // One was taken when there is a new one.
            Wait.until(() -> children() == 3);
            spares.forEach(ProcessHandle::destroyForcibly);
            Reply reply = proof.join();
            assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        }
        Wait.until(() -> children() == 0);
    }

    private static long children() {
        return ProcessHandle.current()
                .descendants()
                .filter(ProcessHandle::isAlive)
                .count();
    }

    @Test
    void anIdleTimeoutDoesNotEndAProofThatTakesLonger() throws IOException {
        StandIn slow = new StandIn().with("version", TestServer.VERSION).with("delayMillis", 2500);
        try (TestServer server = TestServer.start(folder, slow, Map.of(Option.IDLE_TIMEOUT, "1s"))) {
            assertThat(prove(server, chonk()).status()).isEqualTo(200);
        }
    }

    @Test
    void aFullQueueIsSaidAtOnceAndEveryOtherRequestGetsItsOneAnswer() throws IOException {
        try (TestServer server = TestServer.start(folder, gated(), Map.of(Option.MAX_PROOFS, "1", Option.QUEUE, "2"))) {
            byte[] message = server.encrypt(TestInputs.pack(chonk()));
            List<CompletableFuture<Reply>> replies = IntStream.range(0, 8)
                    .mapToObj(i -> inThread(() -> server.client().post("/v1/prove", message)))
                    .toList();
            Wait.until(() -> replies.stream().filter(CompletableFuture::isDone).count() == 5);
            for (CompletableFuture<Reply> each :
                    replies.stream().filter(CompletableFuture::isDone).toList()) {
                assertProblem(each.join(), 503, "queue-full", "TRX-S-017");
                assertThat(each.join().header("retry-after")).isEqualTo("10");
            }
            openGate();
            assertThat(replies.stream().map(reply -> reply.join().status()))
                    .filteredOn(status -> status == 200)
                    .hasSize(3);
            assertThat(prove(server, chonk()).status()).isEqualTo(200);
        }
    }

    @Test
    void aProofThatWaitsTooLongIsGivenUp() throws IOException {
        Map<Option, String> options = Map.of(Option.MAX_PROOFS, "1", Option.QUEUE_TIMEOUT, "500ms");
        try (TestServer server = TestServer.start(folder, gated(), options)) {
            byte[] message = server.encrypt(TestInputs.pack(chonk()));
            var first = inThread(() -> server.client().post("/v1/prove", message));
            Wait.until(() -> server.client().get("/metrics").text().contains("tee_rex_proofs_running 1"));
            assertProblem(server.client().post("/v1/prove", message), 503, "queue-timed-out", "TRX-S-018");
            openGate();
            assertThat(first.join().status()).isEqualTo(200);
        }
    }

    @Test
    void payloadsNeverTakeMoreMemoryThanAllowed() throws IOException {
        Map<Option, String> options =
                Map.of(Option.PAYLOAD_MEMORY, "1MiB", Option.MAX_BODY, "4MiB", Option.MAX_PROOFS, "1");
        try (TestServer server = TestServer.start(folder, gated(), options)) {
            byte[] small = server.encrypt(TestInputs.pack(chonk()));
            var first = inThread(() -> server.client().post("/v1/prove", small));
            Wait.until(() -> server.metric("tee_rex_proofs_running") == 1);
            // What runs has been taken out of the memory; what waits is in it.
            var second = inThread(() -> server.client().post("/v1/prove", small));
            Wait.until(() -> server.metric("tee_rex_proofs_waiting") == 1);
            byte[] large = server.encrypt(new byte[1024 * 1024 - 10]);
            assertProblem(server.client().post("/v1/prove", large), 503, "payload-memory-full", "TRX-S-016");
            openGate();
            assertThat(first.join().status()).isEqualTo(200);
            assertThat(second.join().status()).isEqualTo(200);
            byte[] tooLarge = server.encrypt(new byte[2 * 1024 * 1024]);
            assertProblem(server.client().post("/v1/prove", tooLarge), 413, "body-too-large", "TRX-S-006");
            assertThat(server.metric("tee_rex_payload_bytes")).isZero();
        }
    }

    @Test
    void stoppingFinishesWhatRunsAndRefusesWhatIsNew() throws IOException {
        TestServer server = TestServer.start(folder, gated(), Map.of(Option.STOP_TIMEOUT, "20s"));
        byte[] message = server.encrypt(TestInputs.pack(chonk()));
        var running = inThread(() -> server.client().post("/v1/prove", message));
        Wait.until(() -> server.client().get("/metrics").text().contains("tee_rex_proofs_running 1"));
        var stopped = inThread(() -> {
            server.close();
            return true;
        });
        Wait.until(() -> server.client().get("/readyz").text().contains("\"stopping\""));
        Reply refused = server.client().post("/v1/prove", message);
        assertProblem(refused, 503, "stopping", "TRX-S-019");
        assertThat(refused.header("retry-after")).isNotEmpty();
        openGate();
        assertThat(running.join().status()).isEqualTo(200);
        assertThat(stopped.join()).isTrue();
    }

    @Test
    void stoppingRefusesWhatIsStillComing() throws IOException {
        TestServer server = TestServer.start(folder, gated(), Map.of(Option.STOP_TIMEOUT, "20s"));
        byte[] message = server.encrypt(TestInputs.pack(chonk()));
        var running = inThread(() -> server.client().post("/v1/prove", message));
        Wait.until(() -> server.client().get("/metrics").text().contains("tee_rex_proofs_running 1"));
        try (Socket socket = server.client().connect()) {
            RawClient.send(
                    socket,
                    RawClient.head("POST", "/v1/prove", "Content-Length: " + message.length),
                    Arrays.copyOf(message, message.length / 2));
            Wait.until(() -> server.metric("tee_rex_uploads") == 1);
            var stopped = inThread(() -> {
                server.close();
                return true;
            });
            Wait.until(() -> server.client().get("/readyz").text().contains("\"stopping\""));
            socket.getOutputStream().write(message, message.length / 2, message.length - message.length / 2 - 1);
            Reply refused = RawClient.read(socket, false);
            assertProblem(refused, 503, "stopping", "TRX-S-019");
            assertThat(refused.header("retry-after")).isNotEmpty();
            openGate();
            assertThat(running.join().status()).isEqualTo(200);
            assertThat(stopped.join()).isTrue();
        }
    }

    @Test
    void stoppingKillsWhatDoesNotFinishInTime() throws IOException {
        StandIn hangs = new StandIn()
                .with("version", TestServer.VERSION)
                .with("on", "ChonkProve")
                .with("do", "hang");
        TestServer server = TestServer.start(folder, hangs, Map.of(Option.STOP_TIMEOUT, "300ms"));
        byte[] message = server.encrypt(TestInputs.pack(chonk()));
        var running = inThread(() -> server.client().post("/v1/prove", message));
        Wait.until(() -> server.client().get("/metrics").text().contains("tee_rex_proofs_running 1"));
        server.close();
        assertProblem(running.join(), 503, "stopping", "TRX-S-019");
        Wait.until(() -> children() == 0);
    }

    @Test
    void oneClientMayAskOnlySoOftenWhateverItsHeadersSay() throws IOException {
        try (TestServer server = TestServer.start(folder, Map.of(Option.RATE_LIMIT, "5"))) {
            List<Integer> statuses = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                statuses.add(server.client()
                        .post("/prove", new byte[0], "X-Forwarded-For: 192.0.2." + i)
                        .status());
            }
            assertThat(statuses.subList(0, 5)).containsOnly(400);
            assertThat(statuses.subList(5, 8)).containsOnly(429);
            String coded = RawClient.head("POST", "/prove", "Transfer-Encoding: gzip, chunked");
            byte[] nothing = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            assertThat(server.client().exchange(coded, nothing).status()).isEqualTo(429);
            Reply limited = server.client().post("/prove", new byte[0]);
            assertThat(limited.json("error")).isEqualTo("Too many prove requests, try again later");
            assertThat(Integer.parseInt(limited.header("retry-after"))).isBetween(1, 60);
            assertThat(server.client().get("/health").status()).isEqualTo(200);
        }
    }

    @Test
    void aTrustedProxySpeaksForItsClients() throws IOException {
        Map<Option, String> options = Map.of(Option.RATE_LIMIT, "1", Option.TRUSTED_PROXIES, "127.0.0.0/8,10.0.0.0/8");
        try (TestServer server = TestServer.start(folder, options)) {
            assertThat(ask(server, "X-Forwarded-For: 192.0.2.1")).isEqualTo(400);
            assertThat(ask(server, "X-Forwarded-For: 192.0.2.2")).isEqualTo(400);
            assertThat(ask(server, "X-Forwarded-For: 192.0.2.1")).isEqualTo(429);
            // What stands left of the first stranger is the stranger's own claim.
            assertThat(ask(server, "X-Forwarded-For: 192.0.2.9, 192.0.2.1, 10.1.1.1"))
                    .isEqualTo(429);
            Reply unreadable = server.client().post("/prove", new byte[0], "X-Forwarded-For: me");
            assertThat(unreadable.status()).isEqualTo(400);
            assertThat(unreadable.json("error")).contains("X-Forwarded-For");
        }
    }

    private static int ask(TestServer server, String header) throws IOException {
        return server.client().post("/prove", new byte[0], header).status();
    }

    @Test
    void nothingOfAPayloadIsEverOnDisk() throws IOException {
        try (TestServer server = TestServer.start(folder, Map.of())) {
            assertThat(prove(server, chonk()).status()).isEqualTo(200);
            byte[] witness = TestInputs.witness("app");
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                            .doesNotContain(new String(witness, 0, 16, StandardCharsets.ISO_8859_1));
                }
            }
        }
    }

    @FunctionalInterface
    private interface Call<T> {
        T make() throws IOException;
    }

    private static <T> CompletableFuture<T> inThread(Call<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(call.make());
            } catch (IOException | RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result;
    }
}
