package dev.teerex.bb;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.teerex.InputException;
import dev.teerex.InputException.Code;
import dev.teerex.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One Noir circuit and the witness that satisfies it. The witness holds secrets; closing wipes it. Not thread-safe.
 *
 * <p>Both are bounded: at most {@value #MAX_FILE} bytes, {@value #MAX_UNPACKED} bytes unpacked.
 */
public final class NoirInputs implements AutoCloseable {
    /** How many bytes a circuit, or a witness, has at most as it is given. */
    public static final int MAX_FILE = 64 * 1024 * 1024;

    static final int MAX_UNPACKED = 256 * 1024 * 1024;

    private static final int BEGINNING = 4096;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(MAX_FILE)
                    .maxDocumentLength(MAX_FILE)
                    .maxNestingDepth(100)
                    .build())
            .build();

    private final byte[] bytecode;
    private final byte[] witness;
    private final String circuitSha256;
    private final String witnessSha256;

    private NoirInputs(byte[] bytecode, byte[] witness, String circuitSha256, String witnessSha256) {
        this.bytecode = bytecode;
        this.witness = witness;
        this.circuitSha256 = circuitSha256;
        this.witnessSha256 = witnessSha256;
    }

    /**
     * Makes inputs of a circuit and a witness as Noir's tools write them.
     *
     * @param circuitName what error messages call the circuit
     * @param circuit the compiled artifact ({@code .json}), or the gzip of its bytecode; told apart by content
     * @param witnessName what error messages call the witness
     * @param witness the gzip of the witness ({@code .gz})
     * @return the inputs; close them
     * @throws InputException when one of them is empty, cut short, too large, or of another format
     */
    public static NoirInputs of(String circuitName, byte[] circuit, String witnessName, byte[] witness) {
        return of(circuitName, circuit, witnessName, witness, MAX_UNPACKED);
    }

    /**
     * Makes inputs that are no larger than so many bytes once unpacked; as
     * {@link #of(String, byte[], String, byte[])}.
     *
     * @param name what error messages call them
     * @param circuit the circuit
     * @param witness the witness
     * @param maxUnpacked the most bytes that the bytecode, or the witness, may have
     */
    public static NoirInputs of(String name, byte[] circuit, byte[] witness, int maxUnpacked) {
        return of(name, circuit, name, witness, Math.min(maxUnpacked, MAX_UNPACKED));
    }

    /**
     * Refuses what is empty or does not begin as a circuit does, for whoever sends it to another that reads it; with the reasons
     * of {@link #of}.
     *
     * @param name what error messages call it
     * @param circuit its first 4 KiB are read; closed
     * @throws InputException when it is certainly no circuit, or cannot be read
     */
    public static void requireCircuit(String name, InputStream circuit) {
        byte[] begin = beginning(name, circuit);
        if (isGzip(begin)) {
            requireGzip(name + ": the bytecode", begin);
            return;
        }
        try (JsonParser parser = JSON.createParser(begin)) {
            JsonToken first = parser.nextToken();
            boolean onlySpaceYet = first == null && begin.length == BEGINNING;
            if (first != JsonToken.START_OBJECT && !onlySpaceYet) {
                throw notAnArtifact(name, "it is neither JSON nor gzip", null);
            }
        } catch (IOException e) {
            throw notAnArtifact(name, "it is neither JSON nor gzip", e);
        }
    }

    /**
     * Refuses what does not begin as a witness does; as {@link #requireCircuit}.
     *
     * @param name what error messages call it
     * @param witness its first 4 KiB are read, and wiped; closed
     * @throws InputException when it is certainly no witness, or cannot be read
     */
    public static void requireWitness(String name, InputStream witness) {
        byte[] begin = beginning(name, witness);
        try {
            requireGzip(name + ": the witness", begin);
        } finally {
            Arrays.fill(begin, (byte) 0);
        }
    }

    private static byte[] beginning(String name, InputStream in) {
        try (in) {
            byte[] begin = in.readNBytes(BEGINNING);
            if (begin.length == 0) {
                throw new InputException(Code.EMPTY, name + " is empty");
            }
            return begin;
        } catch (IOException e) {
            throw new InputException(
                    Code.UNREADABLE, name + " cannot be read; check that it is a file that you may read", e);
        }
    }

    /** Unpacks as much as is there: of sound gzip it is nothing worse than cut. */
    private static void requireGzip(String what, byte[] begin) {
        try {
            Arrays.fill(unpack(what, begin, MAX_UNPACKED), (byte) 0);
        } catch (InputException e) {
            if (e.reason() != Code.TRUNCATED || begin.length < BEGINNING) {
                throw e;
            }
        }
    }

    private static boolean isGzip(byte[] content) {
        return content.length > 1 && content[0] == (byte) 0x1f && content[1] == (byte) 0x8b;
    }

    private static NoirInputs of(String circuitName, byte[] circuit, String witnessName, byte[] witness, int limit) {
        return new NoirInputs(
                bytecode(circuitName, circuit, limit),
                unpack(witnessName + ": the witness", witness, limit),
                Sha256.hex(circuit),
                Sha256.hex(witness));
    }

    private static byte[] bytecode(String name, byte[] content, int limit) {
        return unpack(name + ": the bytecode", isGzip(content) ? content : bytecodeOfArtifact(name, content), limit);
    }

    private static byte[] bytecodeOfArtifact(String name, byte[] json) {
        try (JsonParser parser = JSON.createParser(new ByteArrayInputStream(json))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw notAnArtifact(name, "it is neither JSON nor gzip", null);
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean found = parser.currentName().equals("bytecode");
                if (parser.nextToken() == JsonToken.VALUE_STRING && found) {
                    ByteArrayOutputStream bytecode = new ByteArrayOutputStream();
                    parser.readBinaryValue(bytecode);
                    return bytecode.toByteArray();
                }
                parser.skipChildren();
            }
            throw notAnArtifact(name, "it has no \"bytecode\"", null);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            if (at != null && at.getByteOffset() >= json.length) {
                throw new InputException(
                        Code.TRUNCATED,
                        name + " ends in the middle of its JSON; copy it again, or compile it again",
                        e);
            }
            throw notAnArtifact(name, "its JSON is damaged", e);
        } catch (IOException | IllegalArgumentException e) {
            // Jackson throws the latter for text that is no Base64.
            throw notAnArtifact(name, "its JSON is damaged", e);
        }
    }

    private static InputException notAnArtifact(String name, String why, @Nullable Exception cause) {
        return new InputException(
                Code.MALFORMED,
                name + " is not a compiled Noir program: " + why + "; compile it with nargo or noir_wasm",
                cause);
    }

    private static byte[] unpack(String what, byte[] packed, int limit) {
        try {
            byte[] plain = Gunzip.unpack(packed, limit);
            if (plain.length == 0) {
                throw new InputException(Code.EMPTY, what + " is empty once unpacked");
            }
            return plain;
        } catch (Gunzip.Truncated e) {
            throw new InputException(
                    Code.TRUNCATED, what + " cannot be unpacked: " + e.getMessage() + "; copy or write it again", e);
        } catch (Gunzip.Damaged e) {
            throw new InputException(Code.MALFORMED, what + " cannot be unpacked: " + e.getMessage(), e);
        } catch (Gunzip.TooLarge e) {
            throw new InputException(Code.TOO_LARGE, what + " unpacks to more than " + limit + " bytes", e);
        }
    }

    /** Returns the SHA-256 of the circuit as it was given, packed, in lower-case hex. */
    public String circuitSha256() {
        return circuitSha256;
    }

    /** Returns the SHA-256 of the witness as it was given, packed, in lower-case hex. */
    public String witnessSha256() {
        return witnessSha256;
    }

    byte[] bytecode() {
        return bytecode;
    }

    byte[] witness() {
        return witness;
    }

    @Override
    public void close() {
        Arrays.fill(witness, (byte) 0);
    }

    @Override
    public String toString() {
        return "Noir circuit of " + bytecode.length + " bytes with a witness";
    }
}
