package dev.teerex.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that say how far a proof is, well and badly. */
class ServerProgressTest extends WithFakeServer {
    private static final String PROVE = "/v1/prove";
    private static final String QUEUED = "{\"event\":\"queued\"}\n";

    private final List<Phase> heard = new ArrayList<>();

    private static String proving(int step, int steps) {
        return "{\"event\":\"proving\",\"step\":" + step + ",\"steps\":" + steps + "}\n";
    }

    private static MockResponse.Builder stream(String body) {
        return new MockResponse.Builder()
                .addHeader("Content-Type", "application/x-ndjson")
                .chunkedBody(body, 1000);
    }

    private static String failed(int status, String code, String more) {
        return "{\"event\":\"failed\"," + more + "\"problem\":{\"status\":" + status + ",\"code\":\"" + code
                + "\",\"requestId\":\"r-7\",\"detail\":\"\\u001b[31m\"}}\n";
    }

    /** Has a server answer this, and asserts what becomes of it: that, and that it is not asked again. */
    private void assertFails(RemoteException.Code reason, MockResponse.Builder answer) throws IOException {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server)) {
            server.next(PROVE, answer);
            assertFails(reason, () -> prover.prove(CHONK, heard::add));
            assertThat(server.count("POST")).isOne();
        }
    }

    @Test
    void eachStepIsToldOnceAndTheLastEventIsTheProof() throws IOException {
        List<Phase> phases = new ArrayList<>();
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server)) {
            server.events = QUEUED
                    + QUEUED
                    + proving(1, 3)
                    + proving(1, 3)
                    + "{\"event\":\"folding\",\"step\":\"none\"}\n"
                    + proving(3, 3);
            MadeProof made = prover.prove(CHONK, phases::add);

            assertThat(made.receipt().timings().proving()).isEqualTo(Duration.ofMillis(300));
        }
        assertThat(phases)
                .filteredOn(phase -> !(phase instanceof Phase.Receive))
                .containsSubsequence(
                        new Phase.Queued(),
                        new Phase.Proving(1, 3, ""),
                        new Phase.Proving(3, 3, ""),
                        new Phase.Proved(Duration.ofMillis(300)));
        assertThat(phases).filteredOn(Phase.Proving.class::isInstance).hasSize(2);
        assertThat(phases).filteredOn(Phase.Queued.class::isInstance).hasSize(1);
        assertThat(phases).filteredOn(Phase.Proved.class::isInstance).hasSize(1);
    }

    @Test
    void aServerThatKnowsNoEventsIsUnderstood() throws IOException {
        List<Phase> phases = new ArrayList<>();
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server)) {
            prover.prove(CHONK, phases::add);
            assertThat(accept(server)).isEqualTo("application/x-ndjson, application/json");
        }
        assertThat(phases).doesNotHaveAnyElementsOfTypes(Phase.Proving.class).contains(new Phase.Queued());
    }

    private static Map<String, Object> asked(FakeServer server) throws IOException {
        return FakeServer.map(server.plaintexts.get(server.plaintexts.size() - 1));
    }

    private static @Nullable String accept(FakeServer server) {
        return server.recorded.get(server.recorded.size() - 1).getHeaders().get("Accept");
    }

    @Test
    void nobodyIsAskedForStepsThatNobodyHearsOfOrThatWouldBeGivenAway() throws IOException {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server);
                TeeRexProver silent =
                        builder().uee(server.address()).serverProgress(false).build();
                TeeRexProver older =
                        builder().uee(server.address()).contract(Contract.OLDER).build()) {
            prover.prove(CHONK);
            assertThat(accept(server)).as("no listener").isEqualTo("application/json");
            silent.prove(CHONK, heard::add);
            assertThat(accept(server)).as("switched off").isEqualTo("application/json");
            older.prove(CHONK, heard::add);
            assertThat(accept(server)).as("the older contract").isEqualTo("application/json");
        }
        try (FakeServer server = FakeServer.enclave();
                TeeRexProver enclave = simulated(server);
                TeeRexProver told = builder()
                        .simulatedTee(server.address(), ANY_IMAGE, FakeServer.anchor())
                        .serverProgress(true)
                        .build()) {
            enclave.prove(CHONK, heard::add);
            assertThat(accept(server)).as("an enclave").isEqualTo("application/json");
            assertThat(asked(server)).doesNotContainKey("tell_steps");
            for (ProofInputs inputs : List.of(CHONK, NOIR)) {
                told.prove(inputs, heard::add);
                assertThat(accept(server)).as("an enclave, switched on").startsWith("application/x-ndjson");
                assertThat(asked(server)).containsEntry("tell_steps", true);
                told.prove(inputs);
                assertThat(accept(server)).as("no listener").isEqualTo("application/json");
                assertThat(asked(server)).doesNotContainKey("tell_steps");
            }
        }
    }

    @Test
    void eventsThatWereNotAskedForAreNoAnswer() throws IOException {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server)) {
            server.events = proving(1, 1);
            assertFails(RemoteException.Code.BAD_ANSWER, () -> prover.prove(CHONK));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{\"event\":\"queued\"}\n",
                "{\"event\":\"queued\"}\n{\"event\":\"prov",
                "{\"event\":\"proved\",\"proof\":\"\"}",
                "{\"event\":\"failed\",\"problem\":{\"status\":503}}"
            })
    void aStreamWithoutItsLastLineIsABrokenConnection(String body) throws IOException {
        assertFails(RemoteException.Code.CUT, stream(body));
    }

    @Test
    void aStreamThatBreaksOffIsABrokenConnection() throws IOException {
        assertFails(
                RemoteException.Code.CUT, stream(QUEUED.repeat(1000)).onResponseBody(new SocketEffect.CloseSocket()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n",
                "<html>\n",
                "[]\n",
                "\"queued\"\n",
                "{}\n",
                "{\"event\":1}\n",
                "{\"event\":\"queued\",\"event\":\"queued\"}\n",
                "{\"event\":\"queued\"} {\"event\":\"queued\"}\n",
                "{\"event\":\"proving\",\"steps\":3}\n",
                "{\"event\":\"proving\",\"step\":1}\n",
                "{\"event\":\"proving\",\"step\":\"1\",\"steps\":3}\n",
                "{\"event\":\"proving\",\"step\":0,\"steps\":3}\n",
                "{\"event\":\"proving\",\"step\":4,\"steps\":3}\n",
                "{\"event\":\"proving\",\"step\":1,\"steps\":2147483648}\n",
                "{\"event\":\"proving\",\"step\":1,\"steps\":9223372036854775808}\n"
            })
    void whatIsNoEventIsRefused(String line) throws IOException {
        assertFails(RemoteException.Code.BAD_ANSWER, stream(QUEUED + line + failed(503, "TRX-S-019", "")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", " ", "{\"event\":\"queued\"}\n", "{\"event\":\"proved\"}\n", "garbage"})
    void nothingFollowsTheLastEvent(String more) throws IOException {
        for (String last : List.of("{\"event\":\"proved\"}\n", failed(503, "TRX-S-019", "\"retry_after\":1,"))) {
            assertFails(RemoteException.Code.BAD_ANSWER, stream(last + more));
        }
    }

    @Test
    void anEventBeforeTheLastIsShort() throws IOException {
        String begin = "{\"event\":\"folding\",\"x\":\"";
        String longest = begin + "x".repeat(EventReader.MAX_EVENT - begin.length() - 2) + "\"}\n";
        assertFails(RemoteException.Code.SERVER_FAILED, stream(longest + failed(500, "TRX-S-023", "")));
        assertFails(
                RemoteException.Code.BAD_ANSWER, stream(longest.replace("xx", "xxx") + failed(500, "TRX-S-023", "")));
    }

    @Test
    void thereAreOnlySoManyEvents() throws IOException {
        String most = QUEUED.repeat(EventReader.MAX_EVENTS - 1);
        assertFails(RemoteException.Code.SERVER_FAILED, stream(most + failed(500, "TRX-S-023", "")));
        assertFails(RemoteException.Code.BAD_ANSWER, stream(most + QUEUED + failed(500, "TRX-S-023", "")));
    }

    @Test
    void aStreamIsNoLargerThanAnotherAnswer() throws IOException {
        String large = "{\"event\":\"proved\",\"proof\":\"" + "x".repeat(ServerCalls.MAX_PROOF_ANSWER) + "\"}\n";
        assertFails(
                RemoteException.Code.BAD_ANSWER,
                new MockResponse.Builder()
                        .addHeader("Content-Type", "application/x-ndjson")
                        .body(large));
    }

    @Test
    void aProofThatIsNotWhatWasAskedForIsRefusedHereToo() throws IOException {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server)) {
            server.events = QUEUED;
            server.proof = fields -> fields.put("bb_version", "9.9.9");
            assertFails(RemoteException.Code.BAD_ANSWER, () -> prover.prove(CHONK, heard::add));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "400 TRX-S-011 TRX-R-013",
                "422 TRX-B-014 TRX-R-014",
                "503 TRX-S-019 TRX-R-008",
                "500 TRX-S-023 TRX-R-017",
                "504 TRX-S-022 TRX-R-017"
            })
    void aFailureIsTheSameAsTheProblemAtOnce(String row) throws IOException {
        String[] columns = row.split(" ", -1);
        int status = Integer.parseInt(columns[0]);
        List<MockResponse.Builder> both = List.of(
                stream(QUEUED + failed(status, columns[1], "")),
                FakeServer.problem(status, columns[1]).setHeader("X-Request-Id", "r-1"));
        List<String> messages = new ArrayList<>();
        for (MockResponse.Builder answer : both) {
            try (FakeServer server = FakeServer.unattested();
                    TeeRexProver prover = uee(server)) {
                server.next(PROVE, answer);
                assertThatThrownBy(() -> prover.prove(CHONK, heard::add))
                        .isInstanceOfSatisfying(RemoteException.class, e -> {
                            assertThat(e.reason().code()).isEqualTo(columns[2]);
                            assertThat(e.serverCode()).contains(columns[1]);
                            assertThat(e).hasMessageNotContaining("\u001b");
                            messages.add(String.valueOf(e.getMessage())
                                    .replace(server.address().toString().replaceFirst("/$", ""), "")
                                    .replace("r-7", "r-1"));
                        });
                assertThat(server.count("POST")).isOne();
            }
        }
        assertThat(messages.get(0)).isEqualTo(messages.get(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"event\":\"failed\"}\n",
                "{\"event\":\"failed\",\"problem\":\"all\"}\n",
                "{\"event\":\"failed\",\"problem\":{}}\n",
                "{\"event\":\"failed\",\"problem\":{\"status\":200}}\n",
                "{\"event\":\"failed\",\"problem\":{\"status\":307}}\n",
                "{\"event\":\"failed\",\"problem\":{\"status\":600}}\n"
            })
    void aFailureThatSaysNothingIsNoAnswer(String line) throws IOException {
        assertFails(RemoteException.Code.BAD_ANSWER, stream(line));
    }

    @Test
    void aProofIsAskedForAgainWhereTheLastEventSaysWhen() throws IOException {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server)) {
            server.next(PROVE, stream(QUEUED + failed(503, "TRX-S-018", "\"retry_after\":10,")));
            server.events = proving(1, 1);
            prover.prove(CHONK, heard::add);
            assertThat(server.count("POST")).isEqualTo(2);
            assertThat(pauses).containsExactly(Duration.ofSeconds(10));
        }
    }

    @Test
    void aProofOfWhichAStepWasToldIsNotAskedForAgain() throws IOException {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server)) {
            server.next(PROVE, stream(QUEUED + proving(1, 2) + failed(503, "TRX-S-018", "\"retry_after\":10,")));
            assertFails(RemoteException.Code.BUSY, () -> prover.prove(CHONK, heard::add));
            assertThat(server.count("POST")).isOne();
        }
    }

    @Test
    void onlyASuccessIsAStream() throws IOException {
        assertFails(
                RemoteException.Code.BUSY, stream("{\"code\":\"TRX-S-017\"}").code(503));
    }

    @Test
    void aListenerThatThrowsBreaksTheRequestOff() throws IOException {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server)) {
            server.events = proving(1, 3);
            assertThatThrownBy(() -> prover.prove(CHONK, phase -> {
                        if (phase instanceof Phase.Proving) {
                            throw new IllegalStateException("enough");
                        }
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("enough");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Encrypt", "Proving"})
    void anErrorOfAListenerComesOutToo(String name) throws IOException {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server)) {
            server.events = proving(1, 3);
            assertThatThrownBy(() -> prover.prove(CHONK, phase -> {
                        if (phase.getClass().getSimpleName().equals(name)) {
                            throw new AssertionError("enough");
                        }
                    }))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("enough");
        }
    }
}
