package dev.teerex.build;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.teerex.InputException;
import dev.teerex.InputException.Code;
import dev.teerex.Printable;
import dev.teerex.Sha256;
import dev.teerex.crs.Crs;
import dev.teerex.sdk.LocalProof;
import dev.teerex.sdk.LocalProof.Input;
import dev.teerex.sdk.LocalProof.Step;
import dev.teerex.sdk.Proof;
import dev.teerex.sdk.ProofReceipt;
import dev.teerex.sdk.Verdict;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
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
    private static final String LOCAL = "local";
    private static final int MAX_SIZE = 4 * 1024 * 1024;
    private static final JsonFactory JSON = new JsonFactory();

    /** Says of a proof what is known of one that this machine made. */
    static ProofReport of(ProofJob job, LocalProof made, List<Input> inputs) {
        return new ProofReport(
                job.name(),
                made.proof().scheme().text(),
                LOCAL,
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

    /**
     * Reads a report.
     *
     * @param where what error messages call it
     * @throws InputException with {@link Code#BAD_PROOF} when it is not one
     */
    static ProofReport parse(String where, byte[] bytes) {
        if (bytes.length > MAX_SIZE) {
            throw bad(where, "it has more than " + MAX_SIZE + " bytes", null);
        }
        Fields fields = new Fields();
        try (JsonParser json = JSON.createParser(new ByteArrayInputStream(bytes))) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw bad(where, "it is no JSON object", null);
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                fields.read(json, json.currentName());
            }
        } catch (IOException e) {
            throw bad(where, "its JSON is damaged", e);
        }
        return fields.report(where);
    }

    private static InputException bad(String where, String why, @Nullable IOException cause) {
        return new InputException(Code.BAD_PROOF, where + " is not a report of tee-rex:prove: " + why, cause);
    }

    /** What has been read so far. */
    private static final class Fields {
        private @Nullable String name;
        private @Nullable String scheme;
        // Reports of before there were servers do not say it.
        private @Nullable String mode = LOCAL;
        private @Nullable String server;
        private @Nullable String bbVersion;
        private @Nullable String bbSha256;
        private @Nullable String crs;
        private @Nullable String verifierTarget;
        private @Nullable String proofSha256;
        private final List<Input> inputs = new ArrayList<>();
        private final List<Step> steps = new ArrayList<>();
        private long proveMs;
        private @Nullable Boolean verified;

        void read(JsonParser json, String field) throws IOException {
            JsonToken value = json.nextToken();
            switch (field) {
                case "name" -> name = text(json, value);
                case "scheme" -> scheme = text(json, value);
                case "mode" -> mode = text(json, value);
                case "server" -> server = text(json, value);
                case "bbVersion" -> bbVersion = text(json, value);
                case "bbSha256" -> bbSha256 = text(json, value);
                case "crs" -> crs = text(json, value);
                case "verifierTarget" -> verifierTarget = text(json, value);
                case "proofSha256" -> proofSha256 = text(json, value);
                case "proveMs" -> proveMs = json.getValueAsLong();
                case "verified" -> verified = value.isBoolean() ? value == JsonToken.VALUE_TRUE : null;
                case "inputs" -> readInputs(json, value);
                case "steps" -> readSteps(json, value);
                default -> json.skipChildren();
            }
        }

        private void readInputs(JsonParser json, JsonToken value) throws IOException {
            if (value != JsonToken.START_ARRAY) {
                json.skipChildren();
                return;
            }
            while (json.nextToken() == JsonToken.START_OBJECT) {
                String file = "";
                String sha256 = "";
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String field = json.currentName();
                    JsonToken inner = json.nextToken();
                    switch (field) {
                        case "file" -> file = String.valueOf(text(json, inner));
                        case "sha256" -> sha256 = String.valueOf(text(json, inner));
                        default -> json.skipChildren();
                    }
                }
                inputs.add(new Input(file, sha256));
            }
        }

        private void readSteps(JsonParser json, JsonToken value) throws IOException {
            if (value != JsonToken.START_ARRAY) {
                json.skipChildren();
                return;
            }
            while (json.nextToken() == JsonToken.START_OBJECT) {
                String stepName = "";
                long load = 0;
                long accumulate = 0;
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String field = json.currentName();
                    JsonToken inner = json.nextToken();
                    switch (field) {
                        case "name" -> stepName = String.valueOf(text(json, inner));
                        case "loadMs" -> load = json.getValueAsLong();
                        case "accumulateMs" -> accumulate = json.getValueAsLong();
                        default -> json.skipChildren();
                    }
                }
                steps.add(new Step(stepName, Duration.ofMillis(load), Duration.ofMillis(accumulate)));
            }
        }

        private static @Nullable String text(JsonParser json, JsonToken value) throws IOException {
            if (value == JsonToken.VALUE_STRING) {
                // The folder may be somebody else's, and all of it may be shown.
                return Printable.of(json.getText());
            }
            json.skipChildren();
            return null;
        }

        ProofReport report(String where) {
            return new ProofReport(
                    required(where, "name", name),
                    required(where, "scheme", scheme),
                    required(where, "mode", mode),
                    server,
                    required(where, "bbVersion", bbVersion),
                    required(where, "bbSha256", bbSha256),
                    required(where, "crs", crs),
                    verifierTarget,
                    List.copyOf(inputs),
                    required(where, "proofSha256", proofSha256),
                    List.copyOf(steps),
                    proveMs,
                    verified);
        }

        private static String required(String where, String field, @Nullable String value) {
            if (value == null) {
                throw bad(where, "\"" + field + "\" is missing", null);
            }
            return value;
        }
    }
}
