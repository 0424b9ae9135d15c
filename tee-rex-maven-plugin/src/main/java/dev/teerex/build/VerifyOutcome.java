package dev.teerex.build;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.teerex.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What came of verifying one proof.
 *
 * @param name the proof's name: that of its folder, where its report cannot be read
 * @param folder its folder
 * @param scheme its proof system, or null where that cannot be read
 * @param bbVersion the version that made it, or null where that cannot be read
 * @param verdict the verdict
 * @param code why it could not be checked, or null where it was
 * @param why the reason, for a person
 */
record VerifyOutcome(
        String name,
        Path folder,
        @Nullable String scheme,
        @Nullable String bbVersion,
        Verdict verdict,
        @Nullable Reason code,
        String why) {
    static final String FILE = "verify-report.json";

    /** The verdict. */
    enum Verdict {
        /** It verifies. */
        VERIFIED,
        /** It does not. */
        REJECTED,
        /** It cannot, and the caller has said that this is all right. */
        INSECURE_DEV,
        /** It is damaged, or bb could not be had or run for it. */
        NOT_CHECKED;

        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    boolean accepted() {
        return verdict == Verdict.VERIFIED || verdict == Verdict.INSECURE_DEV;
    }

    String text() {
        String said =
                switch (verdict) {
                    case VERIFIED -> "verified";
                    case REJECTED -> "DOES NOT VERIFY";
                    case INSECURE_DEV -> "NOT VERIFIED";
                    case NOT_CHECKED -> "CANNOT BE CHECKED";
                };
        return name + " (" + folder + "): " + said + ": " + why;
    }

    static void write(Path outputDirectory, List<VerifyOutcome> outcomes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(out).useDefaultPrettyPrinter()) {
            json.writeStartArray();
            for (VerifyOutcome outcome : outcomes) {
                json.writeStartObject();
                @Nullable Reason code = outcome.code();
                json.writeStringField("name", outcome.name());
                json.writeStringField("proof", outcome.folder().toString());
                json.writeStringField("scheme", outcome.scheme());
                json.writeStringField("bbVersion", outcome.bbVersion());
                json.writeStringField("verdict", outcome.verdict().text());
                json.writeStringField("code", code == null ? null : code.code());
                json.writeStringField("why", outcome.why());
                json.writeEndObject();
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new AssertionError("writing to memory cannot fail", e);
        }
        out.write('\n');
        ReportFile.write(outputDirectory.resolve(FILE), out.toByteArray());
    }
}
