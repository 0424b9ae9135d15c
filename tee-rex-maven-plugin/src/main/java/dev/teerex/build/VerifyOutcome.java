package dev.teerex.build;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What came of verifying one proof.
 *
 * @param name the proof's name
 * @param folder its folder
 * @param scheme its proof system
 * @param bbVersion the version that made it
 * @param verdict the verdict
 * @param why the reason, for a person
 */
record VerifyOutcome(String name, Path folder, String scheme, String bbVersion, Verdict verdict, String why) {
    private static final String FILE = "verify-report.json";

    /** The verdict. */
    enum Verdict {
        /** It verifies. */
        VERIFIED,
        /** It does not. */
        REJECTED,
        /** It cannot, and the caller has said that this is all right. */
        INSECURE_DEV;

        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    boolean accepted() {
        return verdict != Verdict.REJECTED;
    }

    String text() {
        String said =
                switch (verdict) {
                    case VERIFIED -> "verified";
                    case REJECTED -> "DOES NOT VERIFY";
                    case INSECURE_DEV -> "NOT VERIFIED";
                };
        return name + " (" + folder + "): " + said + ": " + why;
    }

    static void write(Path outputDirectory, List<VerifyOutcome> outcomes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(out).useDefaultPrettyPrinter()) {
            json.writeStartArray();
            for (VerifyOutcome outcome : outcomes) {
                json.writeStartObject();
                json.writeStringField("name", outcome.name());
                json.writeStringField("proof", outcome.folder().toString());
                json.writeStringField("scheme", outcome.scheme());
                json.writeStringField("bbVersion", outcome.bbVersion());
                json.writeStringField("verdict", outcome.verdict().text());
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
