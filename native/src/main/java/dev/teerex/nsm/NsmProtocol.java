package dev.teerex.nsm;

import dev.teerex.Bytes;
import dev.teerex.InputException;
import dev.teerex.cbor.CborReader;
import dev.teerex.cbor.CborType;
import dev.teerex.cbor.CborWriter;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
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

    private static final int MAX_PCRS = 32;

    private NsmProtocol() {}

    static byte[] describeRequest() {
        return new CborWriter().text("DescribeNSM").toByteArray();
    }

    static byte[] randomRequest() {
        return new CborWriter().text("GetRandom").toByteArray();
    }

    static byte[] pcrRequest(int index) {
        return new CborWriter()
                .map(1)
                .text("DescribePCR")
                .map(1)
                .text("index")
                .unsigned(index)
                .toByteArray();
    }

    static byte[] attestationRequest(AttestationRequest request) {
        CborWriter writer = new CborWriter().map(1).text("Attestation").map(3);
        writer.text("user_data").bytesOrNull(request.userData());
        writer.text("nonce").bytesOrNull(request.nonce());
        writer.text("public_key").bytesOrNull(request.publicKey());
        return writer.toByteArray();
    }

    static byte[] document(byte[] answer) {
        return read(answer, "Attestation", reader -> onlyField(reader, "document"));
    }

    static byte[] random(byte[] answer) {
        return read(answer, "GetRandom", reader -> onlyField(reader, "random"));
    }

    static PcrState pcr(byte[] answer) {
        return read(answer, "DescribePCR", reader -> {
            Boolean locked = null;
            Bytes value = null;
            reader.beginMap();
            while (reader.hasNext()) {
                switch (reader.textKey()) {
                    case "lock" -> locked = reader.bool();
                    case "data" -> value = Bytes.of(reader.bytes());
                    default -> throw badAnswer("an unknown field", null);
                }
            }
            return new PcrState(present(locked), present(value));
        });
    }

    static NsmDescription description(byte[] answer) {
        return read(answer, "DescribeNSM", reader -> {
            Long major = null;
            Long minor = null;
            Long patch = null;
            String moduleId = null;
            Integer maxPcrs = null;
            Set<Integer> locked = null;
            String digest = null;
            reader.beginMap();
            while (reader.hasNext()) {
                switch (reader.textKey()) {
                    case "version_major" -> major = reader.unsigned();
                    case "version_minor" -> minor = reader.unsigned();
                    case "version_patch" -> patch = reader.unsigned();
                    case "module_id" -> moduleId = reader.text();
                    case "max_pcrs" -> maxPcrs = pcrNumber(reader, MAX_PCRS);
                    case "locked_pcrs" -> locked = lockedPcrs(reader);
                    case "digest" -> digest = reader.text();
                    default -> throw badAnswer("an unknown field", null);
                }
            }
            return new NsmDescription(
                    present(major),
                    present(minor),
                    present(patch),
                    present(moduleId),
                    present(maxPcrs),
                    present(locked),
                    present(digest));
        });
    }

    private static Set<Integer> lockedPcrs(CborReader reader) {
        Set<Integer> locked = new HashSet<>();
        reader.beginArray();
        while (reader.hasNext()) {
            locked.add(pcrNumber(reader, MAX_PCRS - 1));
        }
        return locked;
    }

    private static int pcrNumber(CborReader reader, int most) {
        long number = reader.unsigned();
        if (Long.compareUnsigned(number, most) > 0) {
            throw badAnswer("a register number over " + most, null);
        }
        return (int) number;
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
        return present(value);
    }

    private static <T> T read(byte[] answer, String name, Function<CborReader, T> body) {
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
            T value = body.apply(reader);
            if (reader.hasNext()) {
                throw badAnswer("more than one answer", null);
            }
            reader.end();
            return value;
        } catch (InputException e) {
            throw badAnswer("CBOR that breaks its rules", e);
        }
    }

    private static <T> T present(@Nullable T value) {
        if (value == null) {
            throw badAnswer("a field less than its protocol says", null);
        }
        return value;
    }

    private static NsmException badAnswer(String what, @Nullable InputException cause) {
        return new NsmException(
                NsmException.Code.BAD_ANSWER,
                "the secure module answered with %s; check which driver the enclave's kernel has".formatted(what),
                cause);
    }
}
