package dev.teerex.attestation;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.teerex.InputException;
import dev.teerex.cbor.CborReader;
import org.junit.jupiter.api.Tag;

/**
 * Coverage-guided fuzzers. The build replays their inputs; {@code mvn verify -Pfuzz} lets them search. The catch clauses are
 * the contract.
 */
@Tag("jazzer")
class AttestationFuzzTest {
    @FuzzTest
    void cborReader(byte[] input) {
        CborReader reader = new CborReader(input);
        try {
            readAll(reader);
            reader.end();
        } catch (InputException e) {
            requireReason(e.reason());
        }
    }

    @FuzzTest
    void document(byte[] input) {
        try {
            UntrustedAttestation.read(input).describe();
        } catch (AttestationException e) {
            requireReason(e.reason());
        }
    }

    @FuzzTest
    void policyFile(byte[] input) {
        try {
            AttestationPolicyFile.parse(input);
        } catch (InputException e) {
            requireReason(e.reason());
        }
    }

    /** Reads whatever comes, as deep as it goes, without recursion. */
    private static void readAll(CborReader reader) {
        int open = 0;
        do {
            switch (reader.peek()) {
                case UNSIGNED -> reader.unsigned();
                case BYTES -> reader.bytes();
                case TEXT -> reader.text();
                case TAG -> reader.tag();
                case BOOLEAN -> reader.bool();
                case NULL -> reader.skipNull();
                case ARRAY -> {
                    reader.beginArray();
                    open++;
                }
                // Keys are read as elements of their own; NEGATIVE and OTHER have no reader and end the input.
                case MAP -> {
                    reader.beginMap();
                    open++;
                }
                case NEGATIVE, OTHER -> reader.unsigned();
            }
            while (open > 0 && !reader.hasNext()) {
                open--;
            }
        } while (open > 0);
    }

    private static void requireReason(Object reason) {
        if (reason == null) {
            throw new AssertionError("an exception without a reason");
        }
    }
}
