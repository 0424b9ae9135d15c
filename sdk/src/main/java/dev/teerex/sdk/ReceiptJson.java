package dev.teerex.sdk;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.teerex.Bytes;
import dev.teerex.attestation.AttestedClaims;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Writes receipts. */
final class ReceiptJson {
    private static final JsonFactory JSON = new JsonFactory();

    private ReceiptJson() {}

    static String write(ProofReceipt receipt) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));
            json.writeStartObject();
            json.writeNumberField("v", 1);
            json.writeStringField("time", receipt.time().toString());
            json.writeStringField("mode", receipt.by().mode());
            json.writeBooleanField("genuineEnclave", receipt.isFromGenuineEnclave());
            optional(json, "server", receipt.by().server().map(Object::toString));
            optional(json, "contract", receipt.contract().map(Contract::text));
            Optional<AttestedClaims> claims = receipt.by().claims();
            if (claims.isPresent()) {
                write(json, claims.get());
            }
            write(json, receipt.statement());
            write(json, receipt.prover());
            json.writeStringField(
                    "verdict", receipt.verdict().name().toLowerCase(Locale.ROOT).replace('_', '-'));
            write(json, receipt.timings());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
        return text.append('\n').toString();
    }

    private static void write(JsonGenerator json, AttestedClaims claims) throws IOException {
        json.writeObjectFieldStart("enclave");
        // Without a name the policy accepts any image.
        json.writeStringField("image", claims.image().orElse(null));
        json.writeBooleanField("anyImage", claims.image().isEmpty());
        json.writeStringField("moduleId", claims.moduleId());
        json.writeStringField("timestamp", claims.timestamp().toString());
        json.writeBooleanField("nonce", claims.nonce().isPresent());
        optional(json, "provers", claims.proverList().map(Object::toString));
        json.writeObjectFieldStart("pcrs");
        for (Map.Entry<Integer, Bytes> pcr : claims.pcrs().entrySet()) {
            if (!pcr.getValue().isZero()) {
                json.writeStringField(pcr.getKey().toString(), pcr.getValue().hex());
            }
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, ProofReceipt.Statement statement) throws IOException {
        json.writeStringField("scheme", statement.scheme().text());
        optional(json, "verifierTarget", statement.target().map(Object::toString));
        json.writeArrayFieldStart("inputs");
        for (LocalProof.Input input : statement.inputs()) {
            json.writeStartObject();
            json.writeStringField("name", input.file());
            json.writeStringField("sha256", input.sha256());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeStringField("proofSha256", statement.proofSha256());
        optional(json, "publicInputsSha256", statement.publicInputsSha256());
        json.writeStringField("verificationKeySha256", statement.verificationKeySha256());
        json.writeBooleanField("keyGiven", statement.keyGiven());
    }

    private static void write(JsonGenerator json, ProofReceipt.Prover prover) throws IOException {
        json.writeObjectFieldStart("prover");
        json.writeStringField("bbVersion", prover.version().text());
        optional(json, "bbSha256", prover.sha256());
        optional(json, "crs", prover.crs());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, ProofReceipt.Timings timings) throws IOException {
        json.writeObjectFieldStart("millis");
        json.writeNumberField("attestation", timings.attestation().toMillis());
        json.writeNumberField("queued", timings.queued().toMillis());
        json.writeNumberField("proving", timings.proving().toMillis());
        json.writeNumberField("total", timings.total().toMillis());
        json.writeEndObject();
    }

    private static void optional(JsonGenerator json, String name, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(name, value.get());
        }
    }
}
