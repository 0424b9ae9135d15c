package dev.teerex.nsm;

import dev.teerex.InputException;
import dev.teerex.cbor.CborReader;
import dev.teerex.cbor.CborType;
import dev.teerex.cbor.CborWriter;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The messages of the module, as its driver carries them: a request without a body is a bare text, one with a body is a
 * map of one entry, and so is every answer (aws-nitro-enclaves-nsm-api, {@code api/mod.rs}, with its CBOR encoding).
 */
final class NsmProtocol {
    /** The names that a refusal may have; another text is not repeated in a message. */
    private static final Set<String> ERRORS = Set.of(
            "InvalidArgument",
            "InvalidIndex",
            "InvalidResponse",
            "ReadOnlyIndex",
            "InvalidOperation",
            "BufferTooSmall",
            "InputTooLarge",
            "InternalError");

    private NsmProtocol() {}

    static byte[] randomRequest() {
        return new CborWriter().text("GetRandom").toByteArray();
    }

    static byte[] attestationRequest(AttestationRequest request) {
        CborWriter writer = new CborWriter().map(1).text("Attestation").map(3);
        writer.text("user_data").bytesOrNull(request.userData());
        writer.text("nonce").bytesOrNull(request.nonce());
        writer.text("public_key").bytesOrNull(request.publicKey());
        return writer.toByteArray();
    }

    static byte[] document(byte[] answer) {
        return read(answer, "Attestation", "document");
    }

    static byte[] random(byte[] answer) {
        try {
            return read(answer, "GetRandom", "random");
        } finally {
            Arrays.fill(answer, (byte) 0);
        }
    }

    private static byte[] onlyField(CborReader reader, String name) {
        byte[] value = null;
        reader.beginMap();
        while (reader.hasNext()) {
            if (!reader.textKey().equals(name)) {
                throw badAnswer("an unknown field", null);
            }
            value = reader.bytes();
        }
        if (value == null) {
            throw badAnswer("a field less than its protocol says", null);
        }
        return value;
    }

    private static byte[] read(byte[] answer, String name, String field) {
        try {
            CborReader reader = new CborReader(answer);
            reader.beginMap();
            if (!reader.hasNext()) {
                throw badAnswer("an empty answer", null);
            }
            String found = reader.textKey();
            if (found.equals("Error") && reader.peek() == CborType.TEXT) {
                String error = reader.text();
                throw new NsmException(
                        NsmException.Code.REFUSED,
                        "the secure module refused %s: %s"
                                .formatted(name, ERRORS.contains(error) ? error : "an error without a known name"));
            }
            if (!found.equals(name)) {
                throw badAnswer("the answer to another request", null);
            }
            byte[] value = onlyField(reader, field);
            if (reader.hasNext()) {
                throw badAnswer("more than one answer", null);
            }
            reader.end();
            return value;
        } catch (InputException e) {
            throw badAnswer("CBOR that breaks its rules", e);
        }
    }

    private static NsmException badAnswer(String what, @Nullable InputException cause) {
        return new NsmException(
                NsmException.Code.BAD_ANSWER,
                "the secure module answered with %s; check which driver the enclave's kernel has".formatted(what),
                cause);
    }
}
