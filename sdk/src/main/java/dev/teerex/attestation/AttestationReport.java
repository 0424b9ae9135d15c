package dev.teerex.attestation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.teerex.Bytes;
import dev.teerex.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How one document fared. Of a rejected one, what is said beyond verdict and reason are its claims, and proves nothing.
 *
 * @param document what the document is called
 * @param verdict how it ended
 * @param reason in words, or null when it was not rejected
 * @param code the rule that it broke, or why it could not be had; null when it was not rejected
 * @param image the name that the policy gives PCR0 to 2, or null when it gives none
 * @param pcrs the registers by number; empty when the document cannot be read
 * @param moduleId null when the document cannot be read
 * @param timestamp when it says it was made, or null when it cannot be read
 * @param certificateNotAfter when the first certificate of its chain expires, or null when it cannot be read
 * @param at the time it was judged at: {@code now}, {@code document}, or an instant
 * @param notes what weakens the verdict; empty when nothing does
 * @param differences registers that are not what the policy expects; empty unless that is why it was rejected
 */
public record AttestationReport(
        String document,
        Verdict verdict,
        @Nullable String reason,
        @Nullable Reason code,
        @Nullable String image,
        NavigableMap<Integer, Bytes> pcrs,
        @Nullable String moduleId,
        @Nullable Instant timestamp,
        @Nullable Instant certificateNotAfter,
        String at,
        List<String> notes,
        List<PcrDifference> differences) {
    /** How a document ended. */
    public enum Verdict {
        /** A genuine enclave made it, and the policy accepts it. */
        VERIFIED,
        /** It is sound under a test anchor, and proves nothing. */
        SIMULATED,
        /** It breaks a rule. */
        REJECTED;

        /** Returns the name in lower case, as reports have it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Makes the value; map and lists are copied. */
    public AttestationReport {
        pcrs = Collections.unmodifiableNavigableMap(new TreeMap<>(pcrs));
        notes = List.copyOf(notes);
        differences = List.copyOf(differences);
    }

    /**
     * Writes reports as a JSON array, in UTF-8, one object for each document: {@code document}, {@code verdict},
     * {@code reason}, {@code code}, {@code image}, {@code pcrs} (hex by number), {@code moduleId}, {@code timestamp},
     * {@code certificateNotAfter}, {@code at}, {@code notes} and {@code differences}.
     *
     * @throws IOException when {@code output} cannot be written; it is left open
     */
    public static void write(List<AttestationReport> reports, OutputStream output) throws IOException {
        try (JsonGenerator json = new JsonFactory().createGenerator(output)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.useDefaultPrettyPrinter();
            json.writeStartArray();
            for (AttestationReport report : reports) {
                report.write(json);
            }
            json.writeEndArray();
        }
    }

    private void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("document", document);
        json.writeStringField("verdict", verdict.toString());
        json.writeStringField("reason", reason);
        json.writeStringField("code", code == null ? null : code.code());
        json.writeStringField("image", image);
        json.writeObjectFieldStart("pcrs");
        for (var pcr : pcrs.entrySet()) {
            json.writeStringField(pcr.getKey().toString(), pcr.getValue().hex());
        }
        json.writeEndObject();
        json.writeStringField("moduleId", moduleId);
        json.writeStringField("timestamp", text(timestamp));
        json.writeStringField("certificateNotAfter", text(certificateNotAfter));
        json.writeStringField("at", at);
        json.writeArrayFieldStart("notes");
        for (String note : notes) {
            json.writeString(note);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("differences");
        for (PcrDifference difference : differences) {
            json.writeStartObject();
            json.writeStringField("image", difference.image());
            json.writeNumberField("pcr", difference.index());
            json.writeStringField("expected", difference.expected().hex());
            json.writeStringField("found", text(difference.found()));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
