package dev.teerex.build;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.teerex.Sha256;
import dev.teerex.crs.Crs;
import dev.teerex.sdk.LocalProof;
import dev.teerex.sdk.LocalProof.Input;
import dev.teerex.sdk.LocalProof.Step;
import dev.teerex.sdk.Proof;
import dev.teerex.sdk.ProofReceipt;
import dev.teerex.sdk.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code proof-report.json} says beside a proof.
 *
 * @param name the proof's name: that of its folder
 * @param scheme {@code chonk} or {@code ultra_honk}
 * @param mode where it was made: {@code local}, {@code uee}, {@code tee} or {@code simulated}
 * @param server the address of the server that made it, or null
 * @param bbVersion the version of the bb that made it
 * @param bbSha256 that binary's digest
 * @param crs {@code genuine}, {@code insecure-dev}, or {@code unchecked} where the server does not know
 * @param verifierTarget where it is to be verified, for {@code ultra_honk}; else null
 * @param inputs the files it was made from
 * @param proofSha256 the digest of the file {@code proof}
 * @param steps how long each step took
 * @param proveMs how many milliseconds bb worked
 * @param verified whether it verifies, or null where nobody looked
 */
record ProofReport(
        String name,
        String scheme,
        String mode,
        @Nullable String server,
        String bbVersion,
        String bbSha256,
        String crs,
        @Nullable String verifierTarget,
        List<Input> inputs,
        String proofSha256,
        List<Step> steps,
        long proveMs,
        @Nullable Boolean verified) {

    static final String FILE = "proof-report.json";
    private static final JsonFactory JSON = new JsonFactory();

    /** Says of a proof what is known of one that this machine made. */
    static ProofReport of(ProofJob job, LocalProof made, List<Input> inputs) {
        return new ProofReport(
                job.name(),
                made.proof().scheme().text(),
                "local",
                null,
                made.bb().version().text(),
                made.bb().sha256(),
                made.crs().text(),
                target(made.proof()),
                inputs,
                Sha256.hex(made.proof().proofBytes()),
                made.steps(),
                made.inBb().toMillis(),
                verified(made.verdict()));
    }

    /** Says of a proof what is known of one that a server made. */
    static ProofReport of(ProofJob job, Proof proof, ProofReceipt receipt) {
        return new ProofReport(
                job.name(),
                proof.scheme().text(),
                receipt.by().mode(),
                receipt.by().server().map(URI::toString).orElse(null),
                receipt.prover().version().text(),
                receipt.prover().sha256().orElse(""),
                receipt.prover().crs().orElse(""),
                target(proof),
                receipt.statement().inputs(),
                receipt.statement().proofSha256(),
                List.of(),
                receipt.timings().proving().toMillis(),
                verified(receipt.verdict()));
    }

    private static @Nullable String target(Proof proof) {
        return proof instanceof Proof.UltraHonk ultraHonk ? ultraHonk.target().text() : null;
    }

    private static @Nullable Boolean verified(Verdict verdict) {
        return switch (verdict) {
            case VERIFIED -> true;
            case REJECTED -> false;
            case NOT_CHECKED -> null;
        };
    }

    /** Returns whether it was made under the development CRS, so that it cannot verify. */
    boolean isInsecure() {
        return crs.equals(Crs.Kind.INSECURE_DEV.text());
    }

    byte[] toJson() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeStringField("name", name);
            json.writeStringField("scheme", scheme);
            json.writeStringField("mode", mode);
            if (server != null) {
                json.writeStringField("server", server);
            }
            json.writeStringField("bbVersion", bbVersion);
            json.writeStringField("bbSha256", bbSha256);
            json.writeStringField("crs", crs);
            if (verifierTarget != null) {
                json.writeStringField("verifierTarget", verifierTarget);
            }
            json.writeArrayFieldStart("inputs");
            for (Input input : inputs) {
                json.writeStartObject();
                json.writeStringField("file", input.file());
                json.writeStringField("sha256", input.sha256());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeStringField("proofSha256", proofSha256);
            json.writeArrayFieldStart("steps");
            for (Step step : steps) {
                json.writeStartObject();
                json.writeStringField("name", step.name());
                json.writeNumberField("loadMs", step.load().toMillis());
                json.writeNumberField("accumulateMs", step.accumulate().toMillis());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeNumberField("proveMs", proveMs);
            if (verified == null) {
                json.writeNullField("verified");
            } else {
                json.writeBooleanField("verified", verified);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new AssertionError("writing to memory cannot fail", e);
        }
        out.write('\n');
        return out.toByteArray();
    }
}
