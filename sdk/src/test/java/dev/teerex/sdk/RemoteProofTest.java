package dev.teerex.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.Bytes;
import dev.teerex.InputException;
import dev.teerex.Sha256;
import dev.teerex.bb.TestInputs;
import dev.teerex.bb.VerifierTarget;
import dev.teerex.bb.standin.StandIn;
import dev.teerex.crs.InsecureDevCrsPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A proof by a server that attests nothing: what is sent, and what becomes of the answer. */
class RemoteProofTest extends WithFakeServer {
    @Test
    void whatIsAskedForIsInsideTheMessageAndTheReceiptHasItsDigests() throws IOException {
        Path file = Files.write(folder.resolve("ivc-inputs.msgpack"), FakeServer.INPUTS);
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server)) {
            MadeProof made = prover.prove(new ProofInputs.Ivc(InputSource.file(file)));

            assertThat(FakeServer.map(server.plaintexts.get(0)))
                    .containsOnlyKeys("scheme", "bb_version", "ivc_inputs")
                    .containsEntry("scheme", "chonk")
                    .containsEntry("bb_version", FakeServer.VERSION)
                    .containsEntry("ivc_inputs", FakeServer.INPUTS);
            assertThat(server.recorded.get(1).getHeaders().get("Content-Type")).isEqualTo("application/octet-stream");
            ProofReceipt receipt = made.receipt();
            assertThat(receipt.statement().inputs())
                    .containsExactly(new LocalProof.Input(file.toString(), Sha256.hex(FakeServer.INPUTS)));
            assertThat(receipt.statement().proofSha256())
                    .isEqualTo(Sha256.hex(made.proof().proofBytes()));
            assertThat(receipt.statement().keyGiven()).isTrue();
            assertThat(receipt.prover().sha256()).contains(FakeServer.BB_SHA256);
            assertThat(receipt.timings().proving()).isEqualTo(Duration.ofMillis(300));
            assertThat(receipt.verdict()).isEqualTo(Verdict.NOT_CHECKED);
            assertThat(receipt.by()).isEqualTo(new ProvedBy.Server(URI.create(address(server))));
        }
    }

    private static String address(FakeServer server) {
        return server.address().toString().replaceFirst("/$", "");
    }

    @Test
    void aCircuitIsSentWithItsTargetAndTheKeyThatItsProofMustHave() throws IOException {
        ProofInputs.Noir withKey = new ProofInputs.Noir(
                NOIR.circuit(), NOIR.witness(), NOIR.target(), Optional.of(Bytes.of(new byte[3680])));
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server)) {
            assertThat(prover.prove(withKey).receipt().statement().keyGiven()).isTrue();
            assertThat(prover.prove(NOIR).receipt().statement().keyGiven()).isFalse();

            assertThat(FakeServer.map(server.plaintexts.get(0)))
                    .containsEntry("scheme", "ultra_honk")
                    .containsEntry("verifier_target", "evm")
                    .containsEntry("bytecode", BYTECODE)
                    .containsEntry("witness", WITNESS)
                    .containsEntry("verification_key", new byte[3680]);
            assertThat(FakeServer.map(server.plaintexts.get(1))).doesNotContainKey("verification_key");
        }
    }

    @Test
    void theOlderContractIsSpokenAsTheTypeScriptClientDoes() throws IOException {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover =
                        builder().uee(server.address()).contract(Contract.OLDER).build()) {
            MadeProof made = prover.prove(CHONK);
            prover.prove(CHONK);

            // That contract has no code for a key that a server no longer has, so that the key is fetched for each
            // proof.
            assertThat(server.requests)
                    .containsExactly("GET /attestation", "POST /prove", "GET /attestation", "POST /prove");
            assertThat(server.plaintexts).containsExactly(FakeServer.INPUTS, FakeServer.INPUTS);
            assertThat(server.recorded.get(1).getHeaders().get("Content-Type")).isEqualTo("application/json");
            assertThat(server.recorded.get(1).getHeaders().get("x-aztec-version"))
                    .isEqualTo(FakeServer.VERSION);
            assertThat(((Proof.Chonk) made.proof()).key()).isEqualTo(TestInputs.key(16));
            assertThat(made.receipt().timings().proving()).isEqualTo(Duration.ofMillis(300));
        }
    }

    @Test
    void aServerThatAttestsNothingIsAskedWhichContractItHas() throws IOException {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver newer = asking(server);
                TeeRexProver older = asking(server)) {
            newer.prove(CHONK);
            newer.prove(CHONK);
            assertThat(server.requests)
                    .containsExactly("GET /livez", "GET /attestation", "POST /v1/prove", "POST /v1/prove");

            server.requests.clear();
            lacksLivez(server, 2);
            assertThat(older.prove(CHONK).receipt().contract()).contains(Contract.OLDER);
            assertThat(server.requests)
                    .containsExactly("GET /livez", "GET /attestation", "GET /livez", "GET /attestation", "POST /prove");

            lacksLivez(server, 2);
            assertThat(older.prove(CHONK).receipt().contract()).contains(Contract.OLDER);
            assertThat(older.prove(CHONK).receipt().contract())
                    .as("the server was replaced by a newer one")
                    .contains(Contract.V1);
        }
    }

    @Test
    void aRouteThatWasNotFoundForAMomentDoesNotLeadToTheOlderContract() throws IOException {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = asking(server)) {
            lacksLivez(server, 1);
            assertThat(prover.prove(NOIR).receipt().contract()).contains(Contract.V1);
        }
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = asking(server)) {
            lacksLivez(server, 1);
            server.next("/attestation", 404, "TRX-S-002");
            assertThatThrownBy(() -> prover.prove(NOIR))
                    .isInstanceOfSatisfying(
                            RemoteException.class, e -> assertThat(e.reason()).isEqualTo(RemoteException.Code.NO_ROUTE))
                    .hasMessageContaining(server.address().getAuthority());
            assertThat(prover.prove(NOIR).receipt().contract()).contains(Contract.V1);
        }
    }

    private static void lacksLivez(FakeServer server, int times) {
        for (int i = 0; i < times; i++) {
            server.next("/livez", 404, "TRX-S-002");
        }
    }

    @Test
    void aServerThatDoesNotSayWhichContractItHasIsSentNothing() throws IOException {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = asking(server)) {
            server.next("/livez", 403, "TRX-S-001");

            assertFails(RemoteException.Code.CREDENTIALS, () -> prover.prove(CHONK));
            assertThat(server.requests).containsExactly("GET /livez");
        }
    }

    private TeeRexProver asking(FakeServer server) {
        return builderWithoutContract().uee(server.address()).build();
    }

    @Test
    void theOlderContractHasNoCircuits() throws IOException {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover =
                        builder().uee(server.address()).contract(Contract.OLDER).build()) {
            assertFails(InputException.Code.BAD_OPTION, () -> prover.prove(NOIR));
            assertThat(server.requests).isEmpty();
        }
    }

    @Test
    void aServerWithoutTheRouteIsNotAskedByAnOlderContract() throws IOException {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server)) {
            server.next("/v1/prove", 404, "TRX-S-002");

            assertFails(RemoteException.Code.NO_ROUTE, () -> prover.prove(CHONK));
            assertThat(server.count("POST")).isOne();
        }
    }

    @Test
    void headersGoWithEveryRequestAndIntoNoMessage() throws IOException {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = builder()
                        .uee(server.address())
                        .headers(Map.of("Authorization", "Bearer sesame"))
                        .build()) {
            server.next("/v1/prove", 401, "TRX-S-099");

            assertThatThrownBy(() -> prover.prove(CHONK))
                    .hasMessageStartingWith("TRX-R-006")
                    .hasMessageNotContaining("sesame");
            assertThat(server.recorded).hasSize(2).allSatisfy(request -> assertThat(
                            request.getHeaders().get("Authorization"))
                    .isEqualTo("Bearer sesame"));
        }
    }

    @Test
    void aHeaderThatCannotBeSentIsNotQuoted() throws IOException {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = builder()
                        .uee(server.address())
                        .headers(Map.of("Authorization", "Bearer ses\name"))
                        .build()) {
            assertThatThrownBy(() -> prover.prove(CHONK))
                    .hasMessageStartingWith("TRX-R-001")
                    .hasStackTraceContaining("header")
                    .satisfies(e -> assertThat(e.getCause()).isNull());
            assertThat(server.requests).isEmpty();
        }
    }

    @Test
    void thePhasesComeInTheirOrder() throws IOException {
        ProofInputs.Ivc large = new ProofInputs.Ivc(InputSource.bytes("large", largeInputs()));
        List<Phase> phases = new ArrayList<>();
        try (FakeServer server = FakeServer.enclave();
                TeeRexProver prover = simulated(server)) {
            prover.prove(large, phases::add);
        }
        assertThat(phases.stream()
                        .map(phase -> phase.getClass().getSimpleName())
                        .distinct())
                .containsExactly(
                        "Serialize",
                        "FetchAttestation",
                        "VerifyAttestation",
                        "Encrypt",
                        "Transmit",
                        "Queued",
                        "Receive",
                        "Proved");
        List<Phase.Transmit> transmitted = phases.stream()
                .filter(Phase.Transmit.class::isInstance)
                .map(Phase.Transmit.class::cast)
                .toList();
        assertThat(transmitted).hasSizeGreaterThan(2);
        Phase.Transmit last = transmitted.get(transmitted.size() - 1);
        assertThat(last.sent())
                .isEqualTo(last.total())
                .isGreaterThan(large.steps().length());
    }

    private static byte[] largeInputs() {
        Map<String, Object> step = TestInputs.step("app");
        step.put("unused", new byte[1 << 20]);
        return TestInputs.pack(List.of(step));
    }

    @Test
    void theProofIsCheckedByTheBbOfThisMachine() throws IOException {
        Path log = folder.resolve("log");
        StandIn good = new StandIn().with("version", FakeServer.VERSION).with("log", log);
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = builder()
                        .check(true)
                        .bb(bb().bb(good.writeTo(folder.resolve("bb"))).build())
                        .uee(server.address())
                        .build()) {
            assertThat(prover.prove(CHONK).receipt().verdict()).isEqualTo(Verdict.VERIFIED);
            assertThat(Files.readAllLines(log)).anyMatch(line -> line.startsWith("ChonkVerify"));
        }
    }

    @Test
    void theVersionOfAGivenBbIsAskedForThoughItChecksNothing() throws IOException {
        StandIn given = new StandIn().with("version", FakeServer.VERSION);
        LocalProverSettings settings =
                bb().bbVersion(null).bb(given.writeTo(folder.resolve("bb"))).build();
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover =
                        builder().bb(settings).uee(server.address()).build()) {
            prover.prove(CHONK);
            assertThat(FakeServer.map(server.plaintexts.get(0))).containsEntry("bb_version", FakeServer.VERSION);
        }
    }

    @Test
    void aProofThatDoesNotVerifyIsNotHandedOut() throws IOException {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = rejecting(server, InsecureDevCrsPolicy.NEVER)) {
            assertFails(RemoteException.Code.PROOF_REJECTED, () -> prover.prove(CHONK));
            assertFails(RemoteException.Code.PROOF_REJECTED, () -> prover.prove(NOIR));
        }
        // That the development CRS may be used excuses nobody who does not say that it was.
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = rejecting(server, InsecureDevCrsPolicy.ALWAYS)) {
            assertFails(RemoteException.Code.PROOF_REJECTED, () -> prover.prove(CHONK));
        }
    }

    private TeeRexProver rejecting(FakeServer server, InsecureDevCrsPolicy policy) throws IOException {
        StandIn bad = new StandIn().with("version", FakeServer.VERSION).with("invalid", "");
        LocalProverSettings settings = bb().bb(bad.writeTo(folder.resolve("bb")))
                .insecureDevCrs(policy)
                .build();
        return builder().check(true).bb(settings).uee(server.address()).build();
    }

    @Test
    void aProofUnderTheDevelopmentCrsIsHandedOutOnlyToThoseWhoAllowIt() throws IOException {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver strict = uee(server);
                TeeRexProver lenient = rejecting(server, InsecureDevCrsPolicy.IF_NO_GENUINE)) {
            server.proof = fields -> fields.put("crs", "insecure-dev");

            assertFails(RemoteException.Code.PROOF_REJECTED, () -> strict.prove(CHONK));
            ProofReceipt receipt = lenient.prove(CHONK).receipt();
            assertThat(receipt.verdict()).isEqualTo(Verdict.REJECTED);
            assertThat(receipt.prover().crs()).contains("insecure-dev");
        }
    }

    @Test
    void badInputsAreFoundBeforeTheServerIsAsked() throws IOException {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = asking(server)) {
            byte[] cut = Arrays.copyOf(FakeServer.INPUTS, 1000);
            assertFails(
                    InputException.Code.TRUNCATED,
                    () -> prover.prove(new ProofInputs.Ivc(InputSource.bytes("cut", cut))));
            assertFails(
                    InputException.Code.UNREADABLE,
                    () -> prover.prove(new ProofInputs.Ivc(InputSource.file(folder.resolve("none")))));
            InputSource nothing = InputSource.bytes("nothing", new byte[0]);
            assertFails(
                    InputException.Code.EMPTY,
                    () -> prover.prove(new ProofInputs.Noir(NOIR.circuit(), nothing, VerifierTarget.EVM)));
            assertFails(
                    InputException.Code.EMPTY,
                    () -> prover.prove(new ProofInputs.Noir(nothing, NOIR.witness(), VerifierTarget.EVM)));
            assertFails(
                    InputException.Code.MALFORMED,
                    () -> prover.prove(new ProofInputs.Ivc(InputSource.bytes("text", "{}".getBytes(UTF_8)))));
            assertFails(
                    InputException.Code.EMPTY,
                    () -> prover.prove(new ProofInputs.Ivc(InputSource.bytes("no steps", new byte[] {(byte) 0x90}))));
            InputSource noGzip = InputSource.bytes("no gzip", new byte[] {4, 5, 6});
            assertFails(
                    InputException.Code.MALFORMED,
                    () -> prover.prove(new ProofInputs.Noir(NOIR.circuit(), noGzip, VerifierTarget.EVM)));
            assertFails(
                    InputException.Code.MALFORMED,
                    () -> prover.prove(new ProofInputs.Noir(noGzip, NOIR.witness(), VerifierTarget.EVM)));
            assertThat(server.requests).isEmpty();
        }
    }

    @Test
    void anInputThatCannotBeReadIsNoBrokenConnection() throws IOException {
        ProofInputs.Noir aFolder = new ProofInputs.Noir(NOIR.circuit(), InputSource.file(folder), VerifierTarget.EVM);
        Files.writeString(folder.resolve("something"), "so that no file system says that it has no bytes");
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server)) {
            assertFails(InputException.Code.UNREADABLE, () -> prover.prove(aFolder));
        }
    }

    @Test
    void timeoutsMayBeAsLongAsTheyCanBeWritten() throws IOException {
        Duration ever = Duration.ofSeconds(Long.MAX_VALUE);
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = builder()
                        .uee(server.address())
                        .timeouts(new Timeouts(ever, ever, ever, ever))
                        .build()) {
            assertThat(prover.prove(CHONK).proof().scheme()).isEqualTo(Scheme.CHONK);
        }
    }

    @Test
    void aProverHasExactlyOneMode() {
        URI url = URI.create("http://localhost");
        assertFails(InputException.Code.BAD_OPTION, () -> builder().build());
        assertFails(InputException.Code.BAD_OPTION, () -> builder().uee(url).local());
        assertFails(InputException.Code.BAD_OPTION, () -> builder().local().uee(url));
        assertFails(
                InputException.Code.BAD_OPTION,
                () -> builder().tee(url, ANY_IMAGE).uee(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://host:0",
                "http://host:65536",
                "ftp://host",
                "http:/path",
                "https://me:sesame@host",
                "http://host?q=1",
                "http://host#f",
                "host"
            })
    void anAddressIsAServersAndNothingElse(String url) {
        assertThatThrownBy(() -> builder().uee(URI.create(url)))
                .hasMessageStartingWith("TRX-I-008")
                .hasMessageNotContaining("sesame");
    }

    @Test
    void aServerWhoseBbHasTooLittleMemorySaysSo() throws IOException {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server)) {
            server.next("/v1/prove", 500, "TRX-B-017");
            assertThatThrownBy(() -> prover.prove(CHONK))
                    .isInstanceOfSatisfying(RemoteException.class, e -> assertThat(e.reason())
                            .isEqualTo(RemoteException.Code.SERVER_FAILED))
                    .hasMessageContainingAll("more memory", "as request r-1");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TRX-S-021,not for the verification key that came with the inputs,false",
        "TRX-I-003,ends too early,false",
        "TRX-I-004,not what it was said to be,false",
        "TRX-I-005,larger than it takes,true",
        "TRX-I-006,a verification key is missing,false",
        "TRX-B-014,were they made for this version of bb?,false",
        "TRX-B-015,do they belong together,false"
    })
    void whatIsWrongWithInputsIsSaidByTheServersCode(String code, String words, boolean forOperator)
            throws IOException {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server)) {
            server.next("/v1/prove", 422, code);
            assertThatThrownBy(() -> prover.prove(CHONK))
                    .isInstanceOfSatisfying(RemoteException.class, e -> {
                        assertThat(e.reason()).isEqualTo(RemoteException.Code.BAD_INPUTS);
                        assertThat(e.text().contains("as request r-1")).isEqualTo(forOperator);
                    })
                    .hasMessageContaining(words);
        }
    }

    /** OkHttp sends no body where the answer to this header is the last one. */
    @Test
    void anAnswerToAPartOfTheRequestIsNoProofOfIt() throws IOException {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = builder()
                        .headers(Map.of("Expect", "100-continue"))
                        .uee(server.address())
                        .build()) {
            server.answersAtOnce = true;
            server.next(
                    "/v1/prove",
                    FakeServer.json(Map.of(
                            "scheme",
                            "chonk",
                            "bb_version",
                            FakeServer.VERSION,
                            "bb_sha256",
                            FakeServer.BB_SHA256,
                            "crs",
                            "genuine",
                            "proof",
                            FakeServer.chonkProof(1935),
                            "verification_key",
                            TestInputs.key(16))));
            assertFails(RemoteException.Code.BAD_ANSWER, () -> prover.prove(CHONK));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void aFileThatChangesWhileItIsSentIsNamed(int more) throws IOException {
        Path file = Files.write(folder.resolve("ivc-inputs.msgpack"), FakeServer.INPUTS);
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server)) {
            assertThatThrownBy(() -> prover.prove(new ProofInputs.Ivc(InputSource.file(file)), phase -> {
                        if (phase instanceof Phase.Encrypt) {
                            rewrite(file, Arrays.copyOf(FakeServer.INPUTS, FakeServer.INPUTS.length + more));
                        }
                    }))
                    .isInstanceOfSatisfying(
                            InputException.class, e -> assertThat(e.reason()).isEqualTo(InputException.Code.UNREADABLE))
                    .hasMessageContaining(file.toString());
        }
    }

    private static void rewrite(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void fetchingAnotherKeyCountsInTheReceipt() throws IOException {
        AtomicLong now = new AtomicLong();
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = builder()
                        .bb(bb().ticker(now::get).build())
                        .uee(server.address())
                        .build()) {
            Consumer<Phase> slowKey = phase -> {
                if (phase instanceof Phase.FetchAttestation) {
                    now.addAndGet(Duration.ofSeconds(5).toNanos());
                }
            };
            prover.prove(CHONK, slowKey);
            server.keyPair = FakeServer.newKeyPair();
            assertThat(prover.prove(CHONK, slowKey).receipt().timings().attestation())
                    .isEqualTo(Duration.ofSeconds(5));
        }
    }
}
