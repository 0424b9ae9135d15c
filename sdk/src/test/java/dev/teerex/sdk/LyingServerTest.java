package dev.teerex.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.Bytes;
import dev.teerex.bb.TestInputs;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that answer what they should not. */
class LyingServerTest extends WithFakeServer {
    private static final String PROVE = "/v1/prove";

    static List<Arguments> lies() {
        return List.of(
                lie("another scheme", "scheme", "ultra_honk"),
                lie("another version", "bb_version", "9.9.9"),
                lie("no proof", "proof", null),
                lie("a proof that is not Base64", "proof", "!"),
                lie("an empty proof", "proof", new byte[0]),
                lie("a proof of 33 bytes", "proof", new byte[33]),
                lie("a proof without fields", "proof", new byte[4]),
                lie("a proof of another length than it says", "proof", new byte[4 + 32]),
                lie("another key than the inputs'", "verification_key", TestInputs.key(17)),
                lie("no key", "verification_key", null),
                lie("no digest", "bb_sha256", null),
                lie("a digest that is none", "bb_sha256", "<script>"),
                lie("a CRS that nobody knows", "crs", "golden"));
    }

    private static Arguments lie(String what, String field, @Nullable Object value) {
        Consumer<Map<String, Object>> change = fields -> {
            fields.remove(field);
            if (value != null) {
                fields.put(field, value);
            }
        };
        return Arguments.of(what, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lies")
    void anAnswerThatIsNotWhatWasAskedForIsRefused(String what, Consumer<Map<String, Object>> lie) throws IOException {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server)) {
            server.proof = lie;
            assertFails(RemoteException.Code.BAD_ANSWER, () -> prover.prove(CHONK));
        }
    }

    @Test
    void aProofOfAnotherCircuitOrForAnotherTargetIsRefused() throws IOException {
        ProofInputs.Noir withKey = new ProofInputs.Noir(
                NOIR.circuit(), NOIR.witness(), NOIR.target(), Optional.of(Bytes.of(new byte[1888])));
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server)) {
            assertFails(RemoteException.Code.BAD_ANSWER, () -> prover.prove(withKey));
            server.proof = fields -> fields.put("verifier_target", "noir-recursive");
            assertFails(RemoteException.Code.BAD_ANSWER, () -> prover.prove(NOIR));
            server.proof = fields -> fields.put("public_inputs", new byte[31]);
            assertFails(RemoteException.Code.BAD_ANSWER, () -> prover.prove(NOIR));
        }
    }

    @Test
    void aProofOfTooFewFieldsIsRefusedUnderTheOlderContract() throws IOException {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover =
                        builder().uee(server.address()).contract(Contract.OLDER).build()) {
            server.proof = fields -> fields.put("proof", FakeServer.chonkProof(1934));
            assertFails(RemoteException.Code.BAD_ANSWER, () -> prover.prove(CHONK));
            server.proof = fields -> fields.put("proof", FakeServer.chonkProof(1935));
            assertThat(prover.prove(CHONK).proof().proofBytes()).hasSize(1935 * 32);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "null",
                "[]",
                "\"proof\"",
                "{",
                "{\"scheme\":\"chonk\",\"scheme\":\"chonk\"}",
                "{} {}",
                "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}}}}}"
            })
    void whatIsNotOneJsonObjectIsRefused(String body) throws IOException {
        for (String target : List.of("/attestation", PROVE)) {
            try (FakeServer server = FakeServer.unattested();
                    TeeRexProver prover = uee(server)) {
                server.next(target, new MockResponse.Builder().body(body));
                assertFails(RemoteException.Code.BAD_ANSWER, () -> prover.prove(CHONK));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "1", "[]", "\"\"", "null"})
    void anAnswerOfVeryManyValuesIsRefused(String value) throws IOException {
        String many = "{\"many\":[" + (value + ",").repeat(10_000) + value + "],";
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server)) {
            server.next("/attestation", new MockResponse.Builder().body(many + "\"publicKey\":\"\"}"));
            assertFails(RemoteException.Code.BAD_ANSWER, () -> prover.prove(CHONK));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aRedirectionIsNotFollowed(int status) throws IOException {
        for (String target : List.of("/attestation", PROVE)) {
            try (FakeServer server = FakeServer.unattested();
                    FakeServer elsewhere = FakeServer.unattested();
                    TeeRexProver prover = uee(server)) {
                server.next(
                        target,
                        new MockResponse.Builder().code(status).addHeader("Location", elsewhere.address() + target));
                assertFails(RemoteException.Code.REDIRECTED, () -> prover.prove(CHONK));
                assertThat(elsewhere.requests).isEmpty();
            }
        }
    }

    @Test
    void anAnswerThatIsTooLargeIsNotReadToItsEnd() throws IOException {
        String large = "{\"a\":\"" + "x".repeat(ServerCalls.MAX_SHORT_ANSWER) + "\"}";
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server)) {
            server.next("/attestation", new MockResponse.Builder().chunkedBody(large, 8192));
            assertFails(RemoteException.Code.BAD_ANSWER, () -> prover.prove(CHONK));
            server.next(PROVE, new MockResponse.Builder().body("{\"a\":\"" + "x".repeat(ServerCalls.MAX_PROOF_ANSWER)));
            assertFails(RemoteException.Code.BAD_ANSWER, () -> prover.prove(CHONK));
        }
    }

    @Test
    void anAnswerThatIsCutIsSaidToBe() throws IOException {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server)) {
            server.next(
                    PROVE,
                    new MockResponse.Builder()
                            .body("x".repeat(100_000))
                            .onResponseBody(new SocketEffect.CloseSocket()));
            assertFails(RemoteException.Code.CUT, () -> prover.prove(CHONK));
            assertThat(server.count("POST")).isOne();
        }
    }

    @Test
    void aServerThatStallsIsWaitedForOnlyAsLongAsWasSaid() throws IOException {
        Timeouts brief =
                Timeouts.DEFAULT.withAttestation(Duration.ofMillis(700)).withProof(Duration.ofMillis(700));
        for (String target : List.of("/attestation", PROVE)) {
            try (FakeServer server = FakeServer.unattested();
                    TeeRexProver prover =
                            builder().uee(server.address()).timeouts(brief).build()) {
                server.next(target, new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE));
                assertFails(RemoteException.Code.TIMED_OUT, () -> prover.prove(CHONK));
                // One that sends a byte now and then as well.
                server.next(
                        target,
                        new MockResponse.Builder().body("x".repeat(1000)).throttleBody(1, 50, TimeUnit.MILLISECONDS));
                assertFails(RemoteException.Code.TIMED_OUT, () -> prover.prove(CHONK));
            }
        }
    }

    @Test
    void theLimitOfAWholeProofBoundsTheAttestationToo() throws IOException {
        Timeouts brief = Timeouts.DEFAULT.withAttestation(Duration.ofMinutes(2)).withProof(Duration.ofMillis(700));
        for (boolean chosen : List.of(true, false)) {
            TeeRexProverBuilder builder = chosen ? builder() : builderWithoutContract();
            try (FakeServer server = FakeServer.unattested();
                    TeeRexProver prover =
                            builder.uee(server.address()).timeouts(brief).build()) {
                server.next(
                        chosen ? "/attestation" : "/livez",
                        new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE));
                assertThatThrownBy(() -> prover.prove(CHONK))
                        .hasMessageStartingWith(RemoteException.Code.TIMED_OUT.code())
                        .hasMessageContaining("within 700 ms, the limit for a whole proof")
                        .hasMessageContaining("tee-rex.timeout");
            }
        }
    }

    @Test
    void aTimeOutSaysWhichLimitItWas() throws IOException {
        Timeouts brief = Timeouts.DEFAULT.withAttestation(Duration.ofMillis(700));
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover =
                        builder().uee(server.address()).timeouts(brief).build()) {
            server.next("/attestation", new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE));
            assertThatThrownBy(() -> prover.prove(CHONK))
                    .hasMessageStartingWith(RemoteException.Code.TIMED_OUT.code())
                    .hasMessageContaining("within 700 ms, the limit for the server's key and what attests it")
                    .hasMessageContaining("Timeouts.attestation")
                    .hasMessageNotContaining("tee-rex.timeout");
        }
    }

    @Test
    void aServerThatStopsTakingTheMessageIsNotWaitedFor() throws IOException {
        Map<String, Object> step = TestInputs.step("app");
        // It reads the first half. The second is more than sockets hold: 36 MiB at most, by Linux's defaults.
        step.put("unused", new byte[96 << 20]);
        ProofInputs.Ivc large = new ProofInputs.Ivc(InputSource.bytes("large", TestInputs.pack(List.of(step))));
        Timeouts impatient = new Timeouts(
                Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofMillis(500), Duration.ofMinutes(10));
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover =
                        builder().uee(server.address()).timeouts(impatient).build()) {
            server.stopsReading = true;
            assertThatThrownBy(() -> prover.prove(large))
                    .hasMessageStartingWith(RemoteException.Code.TIMED_OUT.code())
                    .hasMessageContaining("took nothing more of the request for 500 ms")
                    .hasMessageContaining("Timeouts.stall");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "400 TRX-S-009 TRX-R-016",
                "400 TRX-S-011 TRX-R-013",
                "401 TRX-S-001 TRX-R-006",
                "403 TRX-S-001 TRX-R-006",
                "405 TRX-S-003 TRX-R-007",
                "409 TRX-S-001 TRX-R-016",
                "413 TRX-S-006 TRX-R-015",
                "422 TRX-I-005 TRX-R-014",
                "429 TRX-S-014 TRX-R-008",
                "503 TRX-S-017 TRX-R-008",
                "500 TRX-S-023 TRX-R-017",
                "504 TRX-S-022 TRX-R-017",
                "202 TRX-S-001 TRX-R-005"
            })
    void aRefusalIsSaidWithTheServersCodeAndNothingOfItsWords(String row) throws IOException {
        String[] columns = row.split(" ", -1);
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server)) {
            server.next(
                    PROVE,
                    FakeServer.json(Map.of("code", columns[1], "detail", "\u001b[31m", "requestId", "r-7"))
                            .code(Integer.parseInt(columns[0])));
            assertThatThrownBy(() -> prover.prove(CHONK)).isInstanceOfSatisfying(RemoteException.class, e -> {
                assertThat(e.reason().code()).isEqualTo(columns[2]);
                assertThat(e.serverCode()).contains(columns[1]);
                assertThat(e).hasMessageContaining("r-7").hasMessageNotContaining("\u001b");
            });
        }
    }

    @Test
    void aCodeThatIsNoneIsNotPassedOn() throws IOException {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server)) {
            server.next(
                    PROVE,
                    FakeServer.json(Map.of("code", "TRX-S-0010", "requestId", "a b"))
                            .code(400));
            assertThatThrownBy(() -> prover.prove(CHONK)).isInstanceOfSatisfying(RemoteException.class, e -> {
                assertThat(e.serverCode()).isEmpty();
                assertThat(e).hasMessageNotContaining("a b").hasMessageNotContaining("0010");
            });
        }
    }

    @Test
    void aKeyThatIsNotOneIsRefused() throws IOException {
        for (String key : List.of("", "-----BEGIN PGP PUBLIC KEY BLOCK-----")) {
            try (FakeServer server = FakeServer.unattested();
                    TeeRexProver prover = uee(server)) {
                server.attestation = fields -> fields.put("publicKey", key);
                assertFails(RemoteException.Code.NO_KEY, () -> prover.prove(CHONK));
                server.attestation = fields -> fields.remove("publicKey");
                assertFails(RemoteException.Code.BAD_ANSWER, () -> prover.prove(CHONK));
                assertThat(server.count("POST")).isZero();
            }
        }
    }
}
