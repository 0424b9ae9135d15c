package dev.teerex.attestation;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.teerex.InputException;
import dev.teerex.cbor.CborReader;
import org.junit.jupiter.api.Tag;

/**
 * Searches by coverage, or replays its inputs in the build; {@code mvn verify -Pfuzz} lets it search. The catch clause is the
 * contract.
 */
@Tag("jazzer")
class CborReaderFuzzTest {
    @FuzzTest
    void cborReader(byte[] input) {
        CborReader reader = new CborReader(input);
        try {
            readAll(reader);
            reader.end();
        } catch (InputException e) {
            e.reason().code();
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
}
