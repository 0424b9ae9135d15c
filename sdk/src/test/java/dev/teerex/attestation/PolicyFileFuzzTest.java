package dev.teerex.attestation;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.teerex.InputException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Searches by coverage, or replays its inputs in the build; {@code mvn verify -Pfuzz} lets it search. The catch clause is the
 * contract.
 */
@Tag("jazzer")
class PolicyFileFuzzTest {
    /** Returns a policy file that says all there is to say. */
    static Stream<byte[]> policyFiles() {
        String pcr = Forge.measurement("PCR0").hex();
        String json = ("{\"v\":1,\"images\":[{\"name\":\"i\",\"pcr0\":\"%s\",\"pcr1\":\"%s\",\"pcr2\":\"%s\"}],"
                        + "\"pcr8\":\"%s\",\"proverList\":\"%s\",\"maxAgeSeconds\":300}")
                .formatted(pcr, pcr, pcr, pcr, Forge.PROVERS);
        return Stream.of(json.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("policyFiles")
    @FuzzTest
    void policyFile(byte[] input) {
        try {
            AttestationPolicyFile.parse(input);
        } catch (InputException e) {
            e.reason().code();
        }
    }
}
