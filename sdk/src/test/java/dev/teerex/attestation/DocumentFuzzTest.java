package dev.teerex.attestation;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Searches by coverage, or replays its inputs in the build; {@code mvn verify -Pfuzz} lets it search. The catch clause is the
 * contract.
 */
@Tag("jazzer")
class DocumentFuzzTest {
    static Stream<byte[]> documents() {
        Forge indefinite = new Forge();
        indefinite.indefinite = true;
        return Stream.of(new Forge().mint(), indefinite.mint());
    }

    @MethodSource("documents")
    @FuzzTest
    void document(byte[] input) {
        try {
            UntrustedAttestation.read(input).describe();
        } catch (AttestationException e) {
            e.reason().code();
        }
    }
}
