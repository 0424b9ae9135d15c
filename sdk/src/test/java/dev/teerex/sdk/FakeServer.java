package dev.teerex.sdk;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.teerex.Bytes;
import dev.teerex.attestation.Forge;
import dev.teerex.attestation.ProverList;
import dev.teerex.attestation.TestAnchor;
import dev.teerex.bb.ChonkProof;
import dev.teerex.bb.TestInputs;
import dev.teerex.msgpack.MsgpackReader;
import dev.teerex.openpgp.Decryption;
import dev.teerex.openpgp.OpenPgpException;
import dev.teerex.openpgp.RecipientKeyPair;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A prover server of both contracts that proves nothing, tells the truth, and does for the next requests whatever else a test
 * tells it to. Its enclave is forged.
 */
final class FakeServer implements AutoCloseable {
    static final String VERSION = "4.1.2";
    static final String BB_SHA256 = "ab".repeat(32);
    static final Clock CLOCK = Clock.fixed(Forge.NOW, ZoneOffset.UTC);
    static final byte[] INPUTS = TestInputs.inputs("app", "kernel");

    private static final int MAX = 1 << 26;

    /** Which requests came, as method and target. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    /** Whole requests. */
    final List<RecordedRequest> recorded = new CopyOnWriteArrayList<>();

    /** What was decrypted. */
    final List<byte[]> plaintexts = new CopyOnWriteArrayList<>();

    /** Answers that come in the place of true ones, by the beginning of the target. */
    private final Map<String, Queue<MockResponse>> scripted = new HashMap<>();

    /** Changes the answer of {@code /attestation}. */
    Consumer<Map<String, Object>> attestation = fields -> {};

    /** Changes the attestation document. */
    Consumer<Forge> document = forge -> {};

    /** Changes the answer of {@code /v1/prove} and {@code /prove}. */
    Consumer<Map<String, Object>> proof = fields -> {};

    /** What {@code /health} names. */
    Map<String, String> provers = new LinkedHashMap<>(Map.of(VERSION, BB_SHA256));

    /** What {@code /v1/prove} says before the proof; null for a server that knows no events. */
    @Nullable
    String events;

    /** Whether each connection ends with its first answer. */
    boolean closesConnections;

    /** Whether it answers as soon as it has the header of a request. */
    volatile boolean answersAtOnce;

    /** Whether it stops in the middle of what it is sent. */
    volatile boolean stopsReading;

    RecipientKeyPair keyPair = newKeyPair();
    private final boolean enclave;
    private final MockWebServer http = new MockWebServer();

    private FakeServer(boolean enclave) throws IOException {
        this.enclave = enclave;
        http.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse peek() {
                if (answersAtOnce) {
                    return new MockResponse.Builder().doNotReadRequestBody().build();
                }
                return stopsReading
                        ? new MockResponse.Builder()
                                .onRequestBody(SocketEffect.Stall.INSTANCE)
                                .build()
                        : super.peek();
            }

            @Override
            public MockResponse dispatch(RecordedRequest request) {
                MockResponse answer = answer(request);
                return closesConnections
                        ? answer.newBuilder().addHeader("Connection", "close").build()
                        : answer;
            }
        });
        http.start();
    }

    static FakeServer unattested() throws IOException {
        return new FakeServer(false);
    }

    static FakeServer enclave() throws IOException {
        return new FakeServer(true);
    }

    static RecipientKeyPair newKeyPair() {
        return RecipientKeyPair.generate(new SecureRandom(), CLOCK);
    }

    URI address() {
        return http.url("").uri();
    }

    /** Returns the root of the forged enclave. */
    static TestAnchor anchor() {
        return new Forge().anchor();
    }

    /** Sets the answer to the next request whose target begins like this that has none yet. */
    synchronized void next(String target, MockResponse.Builder response) {
        scripted.computeIfAbsent(target, key -> new ArrayDeque<>()).add(response.build());
    }

    /** Sets an answer with a status and a code. */
    void next(String target, int status, String code) {
        next(target, problem(status, code));
    }

    static MockResponse.Builder problem(int status, String code) {
        return json(Map.of("type", "urn:tee-rex:problem:x", "code", code, "requestId", "r-1"))
                .code(status);
    }

    /** Returns how many requests with this method and beginning of the target came. */
    long count(String request) {
        return requests.stream().filter(seen -> seen.startsWith(request)).count();
    }

    private synchronized MockResponse answer(RecordedRequest request) {
        requests.add(request.getMethod() + " " + request.getTarget());
        recorded.add(request);
        String target = request.getTarget();
        for (Map.Entry<String, Queue<MockResponse>> entry : scripted.entrySet()) {
            if (target.startsWith(entry.getKey()) && !entry.getValue().isEmpty()) {
                return entry.getValue().remove();
            }
        }
        try {
            if (target.startsWith("/attestation")) {
                return attestation(target);
            }
            return switch (target) {
                case "/livez" -> json(Map.of("status", "ok")).build();
                case "/health" -> health();
                case "/v1/prove" -> v1(request);
                case "/prove" -> older(request);
                default -> problem(404, "TRX-S-002").build();
            };
        } catch (OpenPgpException e) {
            boolean wrongKey = e.reason() == OpenPgpException.Code.WRONG_KEY;
            return problem(wrongKey ? 409 : 400, wrongKey ? "TRX-S-010" : "TRX-S-009")
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private MockResponse attestation(String target) {
        Map<String, Object> fields = new LinkedHashMap<>();
        String armoured = keyPair.publicKey().armoured();
        fields.put("mode", enclave ? "nitro" : "standard");
        if (enclave) {
            Forge forge = new Forge();
            byte[] nonce = target.contains("?nonce=")
                    ? Bytes.fromHex(target.substring(target.indexOf('=') + 1)).toArray()
                    : new byte[0];
            forge.fields.put("nonce", out -> out.bytesOrNull(nonce.length == 0 ? null : Bytes.of(nonce)));
            forge.fields.put("public_key", out -> out.bytes(armoured.getBytes(StandardCharsets.UTF_8)));
            forge.fields.put(
                    "user_data",
                    out -> out.bytes(ProverList.of(Map.of(VERSION, BB_SHA256))
                            .toUserData()
                            .toArray()));
            document.accept(forge);
            fields.put("attestationDocument", Base64.getEncoder().encodeToString(forge.mint()));
        }
        fields.put("publicKey", armoured);
        attestation.accept(fields);
        return json(fields).build();
    }

    private MockResponse health() {
        return json(Map.of(
                        "status",
                        "ok",
                        "bb_hashes",
                        provers.entrySet().stream()
                                .map(bb -> Map.of("version", bb.getKey(), "sha256", bb.getValue()))
                                .toList()))
                .build();
    }

    private byte[] decrypt(byte[] message) throws IOException {
        try (InputStream plaintext = Decryption.decrypt(new ByteArrayInputStream(message), keyPair, MAX)) {
            byte[] bytes = plaintext.readAllBytes();
            plaintexts.add(bytes);
            return bytes;
        }
    }

    private MockResponse v1(RecordedRequest request) throws IOException {
        Map<String, Object> asked = map(decrypt(body(request)));
        Map<String, Object> fields = new LinkedHashMap<>();
        @Nullable String before = events;
        if (before != null) {
            fields.put("event", "proved");
        }
        fields.put("scheme", asked.get("scheme"));
        fields.put("bb_version", asked.get("bb_version"));
        fields.put("bb_sha256", BB_SHA256);
        fields.put("crs", "genuine");
        if ("chonk".equals(asked.get("scheme"))) {
            fields.put("proof", chonkProof(1935));
            fields.put("verification_key", TestInputs.key(16));
        } else {
            fields.put("proof", new byte[458 * 32]);
            fields.put("public_inputs", new byte[32]);
            fields.put("verifier_target", asked.get("verifier_target"));
            fields.put("verification_key", new byte[3680]);
        }
        fields.put("millis", Map.of("decrypt", 1, "queued", 20, "prove", 300, "in_bb", 250));
        proof.accept(fields);
        return before == null
                ? json(fields).build()
                : new MockResponse.Builder()
                        .addHeader("Content-Type", "application/x-ndjson")
                        .chunkedBody(before + text(fields) + "\n", 100)
                        .build();
    }

    private MockResponse older(RecordedRequest request) throws IOException {
        String body = new String(body(request), StandardCharsets.US_ASCII);
        decrypt(Base64.getDecoder().decode(body.substring("{\"data\":\"".length(), body.length() - "\"}".length())));
        Map<String, Object> fields = new LinkedHashMap<>(Map.of("proof", chonkProof(1935)));
        proof.accept(fields);
        return json(fields).addHeader("x-prove-duration-ms", "300").build();
    }

    static byte[] chonkProof(int fields) {
        return ChonkProof.ofFields(new byte[fields * 32]).toWire();
    }

    private static byte[] body(RecordedRequest request) {
        @Nullable ByteString body = request.getBody();
        if (body == null) {
            throw new IllegalStateException("no body");
        }
        return body.toByteArray();
    }

    /** Reads what a client asks for: strings, and binaries as arrays. */
    static Map<String, Object> map(byte[] message) throws IOException {
        Map<String, Object> map = new LinkedHashMap<>();
        try (MsgpackReader reader = new MsgpackReader(new ByteArrayInputStream(message))) {
            for (int left = reader.map(10); left > 0; left--) {
                String key = reader.string(100);
                boolean text =
                        List.of("scheme", "bb_version", "verifier_target").contains(key);
                map.put(key, key.equals("tell_steps") ? reader.bool() : text ? reader.string(100) : reader.binary(MAX));
            }
            if (!reader.atEnd()) {
                throw new IOException("something follows the map");
            }
        }
        return map;
    }

    static MockResponse.Builder json(Map<String, ?> fields) {
        return new MockResponse.Builder()
                .addHeader("Content-Type", "application/json")
                .body(text(fields));
    }

    private static String text(Map<String, ?> fields) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            write(json, fields);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName(String.valueOf(entry.getKey()));
                write(json, entry.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                write(json, element);
            }
            json.writeEndArray();
        } else if (value instanceof byte[] bytes) {
            json.writeBinary(Arrays.copyOf(bytes, bytes.length));
        } else if (value instanceof Integer number) {
            json.writeNumber(number);
        } else {
            json.writeString(value == null ? null : value.toString());
        }
    }

    /** Ends it before the test does. */
    void stop() {
        http.close();
    }

    @Override
    public void close() {
        stop();
    }
}
