package dev.teerex.attestation;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.teerex.Bytes;
import dev.teerex.InputException;
import dev.teerex.InputException.Code;
import dev.teerex.Printable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads a policy from JSON, and writes one, as {@code docs/attestation-policy.md} and the schema beside this class
 * ({@value #SCHEMA}) describe it. Unknown keys, keys twice and anything after the object are errors: a policy that is
 * misread is a policy that is not applied. A file can neither accept any image nor carry a nonce.
 */
public final class AttestationPolicyFile {
    /** The name of the JSON schema, a resource beside this class. */
    public static final String SCHEMA = "attestation-policy.schema.json";

    /** The most bytes that a policy file may have. */
    public static final int MAX_SIZE = 64 * 1024;

    private static final int MAX_DEPTH = 4;
    private static final int MAX_TEXT = 256;
    private static final long MAX_AGE_SECONDS = 366L * 24 * 60 * 60;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_TEXT)
                    .maxNameLength(MAX_TEXT)
                    .maxNumberLength(20)
                    .maxDocumentLength(MAX_SIZE)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private AttestationPolicyFile() {}

    /**
     * Reads a policy file.
     *
     * @throws InputException when it cannot be read, is not of the schema, or names no image
     */
    public static AttestationPolicy read(Path file) {
        byte[] json;
        try (InputStream input = Files.newInputStream(file)) {
            json = input.readNBytes(MAX_SIZE + 1);
        } catch (IOException e) {
            throw new InputException(Code.UNREADABLE, "cannot read the policy file " + file, e);
        }
        try {
            return parse(json);
        } catch (InputException e) {
            throw e.in(file);
        }
    }

    /**
     * Reads the content of a policy file.
     *
     * @throws InputException when it is not of the schema, or names no image
     */
    public static AttestationPolicy parse(byte[] json) {
        if (json.length > MAX_SIZE) {
            throw new InputException(Code.TOO_LARGE, "a policy file has at most %d bytes".formatted(MAX_SIZE));
        }
        try (JsonParser parser = JSON.createParser(json)) {
            parser.nextToken();
            AttestationPolicy policy = policy(parser);
            if (parser.nextToken() != null) {
                throw malformed("nothing may follow the policy");
            }
            return policy;
        } catch (JsonProcessingException e) {
            throw malformed("it is not JSON as its schema has it" + place(e));
        } catch (IOException e) {
            throw new InputException(Code.MALFORMED, "the policy file is not JSON as its schema has it", e);
        }
    }

    /**
     * Writes a policy as JSON that {@link #parse} reads back as the same; equal policies give equal bytes.
     *
     * @throws InputException when a file cannot say it: it accepts any image or has a nonce, its greatest age is not in
     *     whole seconds, or it is outside the bounds of a file
     */
    public static byte[] write(AttestationPolicy policy) {
        if (policy.acceptsAnyImage()
                || policy.nonce().isPresent()
                || policy.maxAge().toNanosPart() != 0) {
            throw new InputException(
                    Code.BAD_OPTION,
                    "a policy file can neither accept any image, nor carry a nonce, nor say parts of a second");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes, JsonEncoding.UTF8).useDefaultPrettyPrinter()) {
            write(policy, json);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        bytes.write('\n');
        byte[] written = bytes.toByteArray();
        // Only the reader knows all its bounds.
        parse(written);
        return written;
    }

    private static void write(AttestationPolicy policy, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("v", 1);
        json.writeArrayFieldStart("images");
        for (EnclaveImage image : policy.images()) {
            json.writeStartObject();
            json.writeStringField("name", image.name());
            for (Map.Entry<Integer, Bytes> pcr : image.pcrs().entrySet()) {
                json.writeStringField("pcr" + pcr.getKey(), pcr.getValue().hex());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        for (Map.Entry<Integer, Bytes> pcr : policy.otherPcrs().entrySet()) {
            json.writeStringField("pcr" + pcr.getKey(), pcr.getValue().hex());
        }
        if (policy.proverList().isPresent()) {
            json.writeStringField("proverList", policy.proverList().get().toString());
        }
        json.writeNumberField("maxAgeSeconds", policy.maxAge().toSeconds());
        json.writeEndObject();
    }

    private static AttestationPolicy policy(JsonParser parser) throws IOException {
        AttestationPolicy.Builder builder = AttestationPolicy.builder();
        boolean versioned = false;
        requireToken(parser, JsonToken.START_OBJECT, "the policy must be an object");
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "v" -> versioned = number(parser, name, 1) == 1;
                case "images" -> images(parser, builder);
                case "pcr3" -> builder.pcr(3, measurement(parser, name));
                case "pcr4" -> builder.pcr(4, measurement(parser, name));
                case "pcr8" -> builder.pcr(8, measurement(parser, name));
                case "proverList" -> builder.proverList(ProverList.parse(text(parser, name)));
                case "maxAgeSeconds" -> builder.maxAge(Duration.ofSeconds(number(parser, name, MAX_AGE_SECONDS)));
                default -> throw unknown(name);
            }
        }
        if (!versioned) {
            throw malformed("a policy says its version: \"v\": 1");
        }
        return builder.build();
    }

    private static void images(JsonParser parser, AttestationPolicy.Builder builder) throws IOException {
        requireToken(parser, JsonToken.START_ARRAY, "images must be an array");
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            requireToken(parser, JsonToken.START_OBJECT, "an image must be an object");
            builder.image(image(parser));
        }
    }

    private static EnclaveImage image(JsonParser parser) throws IOException {
        String imageName = null;
        Map<String, Bytes> measurements = new HashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "name" -> imageName = text(parser, name);
                case "pcr0", "pcr1", "pcr2" -> measurements.put(name, measurement(parser, name));
                default -> throw unknown(name);
            }
        }
        Bytes pcr0 = measurements.get("pcr0");
        Bytes pcr1 = measurements.get("pcr1");
        Bytes pcr2 = measurements.get("pcr2");
        if (imageName == null || pcr0 == null || pcr1 == null || pcr2 == null) {
            throw malformed("an image has name, pcr0, pcr1 and pcr2, which are compared together");
        }
        return new EnclaveImage(imageName, pcr0, pcr1, pcr2);
    }

    private static Bytes measurement(JsonParser parser, String name) throws IOException {
        try {
            return Bytes.fromHex(text(parser, name));
        } catch (IllegalArgumentException e) {
            throw new InputException(Code.MALFORMED, "policy file: %s must be 96 hex digits".formatted(name), e);
        }
    }

    private static String text(JsonParser parser, String name) throws IOException {
        requireToken(parser, JsonToken.VALUE_STRING, name + " must be a text");
        return parser.getText();
    }

    private static long number(JsonParser parser, String name, long most) throws IOException {
        requireToken(parser, JsonToken.VALUE_NUMBER_INT, name + " must be a whole number");
        long number = parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? 0 : parser.getLongValue();
        if (number < 1 || number > most) {
            throw malformed("%s must be 1 to %d".formatted(name, most));
        }
        return number;
    }

    private static void requireToken(JsonParser parser, JsonToken token, String message) {
        if (parser.currentToken() != token) {
            throw malformed(message);
        }
    }

    /** Says where and why, without the parser's words on itself. It names no place where something passes a bound. */
    private static String place(JsonProcessingException failure) {
        JsonLocation at = failure.getLocation();
        return at == null
                ? ": something in it is too long, or too deep"
                : ", at line %d, column %d: %s"
                        .formatted(at.getLineNr(), at.getColumnNr(), Printable.of(failure.getOriginalMessage()));
    }

    private static InputException unknown(String name) {
        return malformed("a policy has no key \"%s\"; docs/attestation-policy.md lists them"
                .formatted(name.replaceAll("[^A-Za-z0-9_-]", "?")));
    }

    private static InputException malformed(String what) {
        return new InputException(Code.MALFORMED, "policy file: " + what);
    }
}
