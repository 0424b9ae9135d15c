package dev.teerex.build;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.teerex.InputException;
import dev.teerex.InputException.Code;
import dev.teerex.Printable;
import dev.teerex.crs.Crs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a report says of the proof beside it, as far as verifying that needs it. Anybody may have written it.
 *
 * @param name the proof's name
 * @param scheme its proof system
 * @param bbVersion the version of the bb that made it
 * @param crs the CRS that it was made under
 * @param verifierTarget where it is to be verified, or null
 * @param proofSha256 the digest of the file {@code proof}
 */
record ReportedProof(
        String name,
        String scheme,
        String bbVersion,
        String crs,
        @Nullable String verifierTarget,
        String proofSha256) {
    private static final int MAX_SIZE = 4 * 1024 * 1024;

    /**
     * Reads a report.
     *
     * @param where what error messages call it
     * @throws InputException with {@link Code#BAD_PROOF} when it is not one
     */
    static ReportedProof parse(String where, byte[] bytes) {
        if (bytes.length > MAX_SIZE) {
            throw bad(where, "it has more than " + MAX_SIZE + " bytes", null);
        }
        Map<String, String> fields = new HashMap<>();
        try (JsonParser json = new JsonFactory().createParser(new ByteArrayInputStream(bytes))) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw bad(where, "it is no JSON object", null);
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                if (json.nextToken() == JsonToken.VALUE_STRING) {
                    // The folder may be somebody else's, and all of it may be shown.
                    fields.put(field, Printable.of(json.getText()));
                }
                json.skipChildren();
            }
        } catch (IOException e) {
            throw bad(where, "its JSON is damaged", e);
        }
        return new ReportedProof(
                required(where, fields, "name"),
                required(where, fields, "scheme"),
                required(where, fields, "bbVersion"),
                required(where, fields, "crs"),
                fields.get("verifierTarget"),
                required(where, fields, "proofSha256"));
    }

    private static String required(String where, Map<String, String> fields, String field) {
        String value = fields.get(field);
        if (value == null) {
            throw bad(where, "\"" + field + "\" is missing", null);
        }
        return value;
    }

    private static InputException bad(String where, String why, @Nullable IOException cause) {
        return new InputException(Code.BAD_PROOF, where + " is not a report of tee-rex:prove: " + why, cause);
    }

    /** Returns whether it was made under the development CRS, so that it cannot verify. */
    boolean isInsecure() {
        return crs.equals(Crs.Kind.INSECURE_DEV.text());
    }
}
