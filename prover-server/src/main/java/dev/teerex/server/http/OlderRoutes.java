package dev.teerex.server.http;

import dev.teerex.openpgp.RecipientKey;
import dev.teerex.sdk.Proof;
import dev.teerex.server.ServerException;
import dev.teerex.server.ServerException.Code;
import dev.teerex.server.enclave.ServerIdentity;
import dev.teerex.server.jobs.ProofResult;
import dev.teerex.server.jobs.ProofTask;
import dev.teerex.server.jobs.Provers;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The routes that clients of the older server know, byte for byte as they know them. Thread-safe. */
final class OlderRoutes {
    private static final int API_VERSION = 1;
    private static final String VERSION = "x-aztec-version";

    // The secure module's own limit, in hex.
    private static final int MAX_NONCE = 2 * 512;

    private final ServerIdentity identity;
    private final Provers provers;
    private final Intake intake;
    private final Proving proving;
    private final BooleanSupplier healthy;
    private final String runtime;

    OlderRoutes(
            ServerIdentity identity,
            Provers provers,
            Intake intake,
            Proving proving,
            BooleanSupplier healthy,
            String runtime) {
        this.identity = identity;
        this.provers = provers;
        this.intake = intake;
        this.proving = proving;
        this.healthy = healthy;
        this.runtime = runtime;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/health", ErrorForm.OLDER, exchange -> health()),
                Route.limited("GET", "/attestation", ErrorForm.OLDER, this::attestation),
                Route.get("/encryption-public-key", ErrorForm.OLDER, exchange -> encryptionPublicKey()),
                Route.limited("POST", "/prove", ErrorForm.OLDER, this::prove));
    }

    private Answer health() {
        boolean ok = healthy.getAsBoolean();
        return Answer.json(ok ? 200 : 503, json -> {
            json.writeStringField("status", ok ? "ok" : "unavailable");
            json.writeNumberField("api_version", API_VERSION);
            json.writeArrayFieldStart("available_versions");
            for (String version : provers.versions()) {
                json.writeString(version);
            }
            json.writeEndArray();
            json.writeObjectFieldStart("runtime");
            json.writeStringField("name", "jvm");
            json.writeStringField("version", runtime);
            json.writeEndObject();
            json.writeArrayFieldStart("bb_hashes");
            for (var bb : provers.binaries()) {
                json.writeStartObject();
                json.writeStringField("version", bb.version().text());
                json.writeStringField("sha256", bb.sha256());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private Answer attestation(Exchange exchange) {
        byte[] nonce = exchange.query("nonce").map(OlderRoutes::nonce).orElse(null);
        Optional<byte[]> document = identity.attestation().document(nonce);
        return Answer.json(200, json -> {
            json.writeStringField("mode", document.isPresent() ? "nitro" : "standard");
            if (document.isPresent()) {
                json.writeStringField("attestationDocument", Base64.getEncoder().encodeToString(document.get()));
            }
            json.writeStringField("publicKey", publicKey().armoured());
            if (identity.attestation().isSimulated()) {
                json.writeBooleanField("simulated", true);
            }
        });
    }

    private static byte[] nonce(String hex) {
        if (hex.isEmpty() || hex.length() > MAX_NONCE || !hex.matches("([0-9a-fA-F]{2})+")) {
            throw new ServerException(Code.BAD_NONCE, "nonce is hex of 1 to 512 bytes");
        }
        return HexFormat.of().parseHex(hex);
    }

    private Answer encryptionPublicKey() {
        return Answer.json(
                200, json -> json.writeStringField("publicKey", publicKey().armoured()));
    }

    private RecipientKey publicKey() {
        return identity.keyPair().publicKey();
    }

    private Answer prove(Exchange exchange) throws IOException, InterruptedException {
        var bb = provers.of(exchange.onlyHeader(VERSION).orElse(null));
        proving.checkAccepting();
        Intake.Received received = intake.receive(exchange, body -> message(exchange, body));
        ProofResult result = proving.prove(new ProofTask.Steps(bb, received.payload()), exchange.watch(), step -> {});
        if (!(result.proof() instanceof Proof.Chonk chonk)) {
            throw new IllegalStateException("steps were proved to something else");
        }
        return Answer.json(200, json -> {
                    json.writeFieldName("proof");
                    Answer.writeBase64(json, chonk.proof().toWire());
                })
                .with("X-Prove-Duration-Ms", Long.toString(result.proving().toMillis()))
                .with(
                        "X-Decrypt-Duration-Ms",
                        Long.toString(received.decryption().toMillis()));
    }

    /** Older clients send JSON under whatever type; only an octet-stream that does not begin like JSON is the message itself. */
    private static InputStream message(Exchange exchange, InputStream body) throws IOException {
        if (!exchange.isOctetStream()) {
            return JsonMessage.open(body);
        }
        PushbackInputStream begun = new PushbackInputStream(body, 1);
        int first = begun.read();
        if (first < 0) {
            return body;
        }
        begun.unread(first);
        return first == '{' ? JsonMessage.open(begun) : begun;
    }
}
