package dev.teerex.server.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.teerex.sdk.Proof;
import dev.teerex.server.jobs.ProofResult;
import dev.teerex.server.jobs.ProofTask;
import java.io.IOException;
import java.util.List;

/** The routes of this server's own making. Thread-safe. */
final class V1Routes {
    private final Intake intake;
    private final Proving proving;

    V1Routes(Intake intake, Proving proving) {
        this.intake = intake;
        this.proving = proving;
    }

    List<Route> routes() {
        return List.of(Route.limited("POST", "/v1/prove", ErrorForm.PROBLEM, this::prove));
    }

    private Answer prove(Exchange exchange) throws IOException, InterruptedException {
        proving.checkAccepting();
        Intake.Received received = intake.receive(exchange, body -> body);
        ProofTask task = new ProofTask.Message(received.payload());
        if (exchange.asksFor(EventStream.MEDIA_TYPE)) {
            ProofResult result = proving.prove(task, exchange.watch(), exchange.events()::tell);
            return Answer.event("proved", json -> write(json, result, received));
        }
        ProofResult result = proving.prove(task, exchange.watch(), step -> {});
        return Answer.json(200, json -> write(json, result, received));
    }

    private static void write(JsonGenerator json, ProofResult result, Intake.Received received) throws IOException {
        json.writeStringField("scheme", result.proof().scheme().text());
        json.writeStringField("bb_version", result.bb().version().text());
        json.writeStringField("bb_sha256", result.bb().sha256());
        json.writeStringField("crs", result.crs());
        if (result.proof() instanceof Proof.Chonk chonk) {
            json.writeFieldName("proof");
            Answer.writeBase64(json, chonk.proof().toWire());
        } else if (result.proof() instanceof Proof.UltraHonk ultraHonk) {
            json.writeFieldName("proof");
            Answer.writeBase64(json, ultraHonk.proofBytes());
            json.writeFieldName("public_inputs");
            Answer.writeBase64(json, ultraHonk.proof().publicInputs());
            json.writeStringField("verifier_target", ultraHonk.target().text());
        }
        json.writeFieldName("verification_key");
        Answer.writeBase64(json, result.proof().verificationKey());
        json.writeObjectFieldStart("millis");
        json.writeNumberField("decrypt", received.decryption().toMillis());
        json.writeNumberField("queued", result.queued().toMillis());
        json.writeNumberField("prove", result.proving().toMillis());
        json.writeNumberField("in_bb", result.inBb().toMillis());
        json.writeEndObject();
    }
}
