package dev.teerex.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.bb.TestInputs;
import dev.teerex.bb.standin.StandIn;
import dev.teerex.server.config.Option;
import dev.teerex.server.standalone.RawClient.Reply;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Proofs that say how far they are while they are made. */
class EventsTest {
    private static final String EVENTS = "Accept: application/x-ndjson";
    private static final String QUEUED = "{\"event\":\"queued\"}";

    @TempDir
    Path folder;

    private static StandIn standIn() {
        return new StandIn().with("version", TestServer.VERSION);
    }

    /** Returns a stand-in that finishes no step before {@link #openGate}, and hangs thereafter where a test wants it to. */
    private StandIn gated() {
        return standIn().with("stepGate", folder.resolve("gate"));
    }

    private void openGate(int step) throws IOException {
        Files.createFile(folder.resolve("gate" + step));
    }

    private static Map<String, Object> message() {
        return new TreeMap<>(
                Map.of("scheme", "chonk", "ivc_inputs", TestInputs.inputs("secret_app", "kernel", "hiding")));
    }

    private static byte[] message(TestServer server) throws IOException {
        return server.encrypt(TestInputs.pack(message()));
    }

    private static String proving(int step, int steps) {
        return "{\"event\":\"proving\",\"step\":" + step + ",\"steps\":" + steps + "}";
    }

    /** A request whose answer is read line by line as it comes. */
    private static final class Stream implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;
        private final StringBuilder all = new StringBuilder();
        final String head;

        Stream(TestServer server, String version, Map<String, Object> asked) throws IOException {
            byte[] message = server.encrypt(TestInputs.pack(asked));
            socket = server.client().connect();
            String request = RawClient.head("POST", "/v1/prove", EVENTS, "Content-Length: " + message.length);
            RawClient.send(socket, request.replace("HTTP/1.1", version), message);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            StringBuilder lines = new StringBuilder();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                lines.append(line).append('\n');
            }
            head = lines.toString();
        }

        String header(String name) {
            int begin = head.indexOf(name + ": ") + name.length() + 2;
            return head.substring(begin, head.indexOf('\n', begin));
        }

        /** Returns the next line of the answer that is an event. */
        String next() throws IOException {
            String line = in.readLine();
            while (line != null && !line.startsWith("{")) {
                line = in.readLine();
            }
            all.append(line).append('\n');
            return String.valueOf(line);
        }

        /** Returns the next event that is not this one. */
        String nextAfter(String event) throws IOException {
            String next = next();
            while (next.equals(event)) {
                next = next();
            }
            return next;
        }

        /** Returns what is left on the connection, which ends with it. */
        String rest() throws IOException {
            StringBuilder rest = new StringBuilder();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                rest.append(line).append('\n');
            }
            return rest.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static Stream ask(TestServer server) throws IOException {
        return new Stream(server, "HTTP/1.1", message());
    }

    @Test
    void eachStepIsSaidWhenItBeginsAndTheProofIsTheLastLine() throws IOException {
        try (TestServer server = TestServer.start(folder, gated(), Map.of());
                Stream stream = ask(server)) {
            assertThat(stream.head)
                    .startsWith("HTTP/1.1 200 ")
                    .contains("Content-Type: application/x-ndjson\n", "Transfer-Encoding: chunked\n", "X-Request-Id: ")
                    .doesNotContain("Access-Control");
            assertThat(stream.next()).isEqualTo(QUEUED);
            for (int step = 1; step <= 3; step++) {
                String before = step == 1 ? QUEUED : proving(step - 1, 3);
                assertThat(stream.nextAfter(before)).isEqualTo(proving(step, 3));
                openGate(step);
            }
            String last = stream.nextAfter(proving(3, 3));
            assertThat(last).startsWith("{\"event\":\"proved\",\"scheme\":\"chonk\",\"bb_version\":\"4.1.2\",");

            Reply plain = server.client().post("/v1/prove", message(server));
            String withoutTimes = "\"millis\":\\{.*";
            assertThat(last.replace("\"event\":\"proved\",", "").replaceFirst(withoutTimes, ""))
                    .isEqualTo(plain.text().replaceFirst(withoutTimes, ""));
            assertThat(stream.rest()).as("the last chunk").isEqualTo("\n0\n\n");
            assertThat(stream.all.toString()).as("names of functions").doesNotContain("secret_app", "kernel");
        }
    }

    @Test
    void anEnclaveSaysItsStepsToNobodyWhoAsksOutsideOfTheMessage() throws IOException {
        Map<String, Object> no = message();
        no.put("tell_steps", false);
        Map<String, Object> yes = message();
        yes.put("tell_steps", true);
        Map<Option, String> options = Map.of(Option.TEE, "simulated", Option.MAX_PROOFS, "3");
        try (TestServer server = TestServer.start(folder, gated(), options);
                Stream silent = ask(server);
                Stream refusing = new Stream(server, "HTTP/1.1", no)) {
            Wait.until(() -> server.metric("tee_rex_proofs_running") == 2);
            // Each of its steps is looked at while the others are at the same.
            try (Stream told = new Stream(server, "HTTP/1.1", yes)) {
                for (int step = 1; step <= 3; step++) {
                    assertThat(told.nextAfter(step == 1 ? QUEUED : proving(step - 1, 3)))
                            .isEqualTo(proving(step, 3));
                    openGate(step);
                }
            }
            for (Stream stream : List.of(silent, refusing)) {
                assertThat(stream.next()).isEqualTo(QUEUED);
                assertThat(stream.nextAfter(QUEUED)).startsWith("{\"event\":\"proved\",");
            }
        }
    }

    @Test
    void anOldConnectionEndsWithTheStream() throws IOException {
        try (TestServer server = TestServer.start(folder, Map.of());
                Stream stream = new Stream(server, "HTTP/1.0", message())) {
            assertThat(stream.head).doesNotContain("chunked");
            String event = stream.next();
            while (!event.startsWith("{\"event\":\"proved\",")) {
                event = stream.next();
            }
            assertThat(stream.rest()).isEmpty();
        }
    }

    @Test
    void aProofThatFailsIsTheProblemInTheLastLine() throws IOException {
        StandIn refuses = standIn().with("on", "ChonkAccumulate").with("do", "error");
        try (TestServer server = TestServer.start(folder, refuses, Map.of());
                Stream stream = ask(server)) {
            assertThat(stream.head).startsWith("HTTP/1.1 200 ");
            String event = stream.next();
            while (!event.contains("failed")) {
                event = stream.next();
            }
            assertThat(event)
                    .startsWith("{\"event\":\"failed\",\"problem\":{\"type\":\"urn:tee-rex:problem:bad-inputs\",")
                    .contains("\"status\":422,", "\"code\":\"TRX-B-014\",")
                    .contains("\"requestId\":\"" + stream.header("X-Request-Id") + "\"");
            assertThat(stream.rest()).isEqualTo("\n0\n\n");
            assertThat(server.client().get("/metrics").text())
                    .contains("tee_rex_refusals_total{code=\"TRX-B-014\"} 1")
                    .contains("tee_rex_proofs_total{outcome=\"failed\"} 1");
        }
    }

    @Test
    void whatMayBeAskedForAgainSaysWhen() throws IOException {
        Map<Option, String> options = Map.of(Option.MAX_PROOFS, "1", Option.QUEUE_TIMEOUT, "500ms");
        try (TestServer server = TestServer.start(folder, gated(), options);
                Stream running = ask(server)) {
            assertThat(running.nextAfter(QUEUED)).isEqualTo(proving(1, 3));
            try (Stream waiting = ask(server)) {
                assertThat(waiting.nextAfter(QUEUED))
                        .startsWith("{\"event\":\"failed\",\"retry_after\":10,\"problem\":{")
                        .contains("\"code\":\"TRX-S-018\"");
            }
        }
    }

    @Test
    void whatIsRefusedBeforeItIsTakenOnIsAProblemAsEver() throws IOException {
        try (TestServer server = TestServer.start(folder, Map.of())) {
            Reply undecryptable = server.client().post("/v1/prove", new byte[200], EVENTS);
            assertThat(undecryptable.status()).isEqualTo(400);
            assertThat(undecryptable.header("content-type")).isEqualTo("application/problem+json");
            assertThat(undecryptable.json("code")).isEqualTo("TRX-S-009");
        }
        try (TestServer server = TestServer.start(folder, gated(), Map.of(Option.MAX_PROOFS, "1", Option.QUEUE, "1"));
                Stream running = ask(server)) {
            assertThat(running.nextAfter(QUEUED)).isEqualTo(proving(1, 3));
            try (Stream waiting = ask(server)) {
                assertThat(waiting.next()).isEqualTo(QUEUED);
                Reply full = server.client().post("/v1/prove", message(server), EVENTS);
                assertThat(full.status()).isEqualTo(503);
                assertThat(full.json("code")).isEqualTo("TRX-S-017");
                assertThat(full.header("retry-after")).isEqualTo("10");
            }
        }
    }

    @Test
    void aProofIsGivenUpWhenTheOneWhoListensLeaves() throws IOException {
        try (TestServer server = TestServer.start(folder, gated(), Map.of())) {
            try (Stream stream = ask(server)) {
                assertThat(stream.nextAfter(QUEUED)).isEqualTo(proving(1, 3));
            }
            Wait.until(() ->
                    server.client().get("/metrics").text().contains("tee_rex_proofs_total{outcome=\"cancelled\"} 1"));
            assertThat(server.metric("tee_rex_payload_bytes")).isZero();
        }
    }

    @Test
    void anIdleTimeoutDoesNotEndAStream() throws IOException {
        StandIn slow = standIn().with("delayMillis", 2500);
        try (TestServer server = TestServer.start(folder, slow, Map.of(Option.IDLE_TIMEOUT, "1s"));
                Stream stream = ask(server)) {
            String event = stream.next();
            while (!event.contains("proved")) {
                assertThat(event).doesNotContain("failed", "null");
                event = stream.next();
            }
            assertThat(stream.rest()).isEqualTo("\n0\n\n");
        }
    }

    @Test
    void stoppingTheServerIsSaidInTheLastLine() throws IOException {
        TestServer server = TestServer.start(folder, gated(), Map.of(Option.STOP_TIMEOUT, "300ms"));
        try (Stream stream = ask(server)) {
            assertThat(stream.nextAfter(QUEUED)).isEqualTo(proving(1, 3));
            server.close();
            assertThat(stream.nextAfter(proving(1, 3)))
                    .startsWith("{\"event\":\"failed\",")
                    .contains("TRX-S-019");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-ndjson",
                "APPLICATION/X-NDJSON",
                "application/json;q=0.9, application/x-ndjson;q=0.1",
                "application/json,application/x-ndjson;charset=utf-8",
                "text/plain\r\nAccept: application/x-ndjson"
            })
    void whoeverNamesTheTypeGetsEvents(String accept) throws IOException {
        assertThat(contentType("Accept: " + accept)).isEqualTo("application/x-ndjson");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-None: x",
                "Accept: ",
                "Accept: */*",
                "Accept: application/*",
                "Accept: application/json",
                "Accept: application/x-ndjson;q=0",
                "Accept: application/x-ndjson;q=0.000, */*",
                "Accept: application/x-ndjson2",
                "Accept: x-application/x-ndjson",
                "Accept: ;q=,,;;=\"",
                "Content-Type: application/x-ndjson"
            })
    void whoeverDoesNotNameTheTypeGetsOneAnswer(String header) throws IOException {
        assertThat(contentType(header)).isEqualTo("application/json");
    }

    private String contentType(String header) throws IOException {
        try (TestServer server = TestServer.start(folder, Map.of())) {
            Reply reply = server.client().post("/v1/prove", message(server), header);
            assertThat(reply.status()).isEqualTo(200);
            return reply.header("content-type");
        }
    }

    @Test
    void theOlderRouteHasNoEvents() throws IOException {
        try (TestServer server = TestServer.start(folder, Map.of())) {
            Reply reply =
                    server.client().post("/prove", RawClient.json(server.encrypt(TestInputs.inputs("app"))), EVENTS);
            assertThat(reply.header("content-type")).isEqualTo("application/json");
            assertThat(reply.text()).startsWith("{\"proof\":");
        }
    }
}
