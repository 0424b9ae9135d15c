package dev.teerex.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.attestation.Vectors.Vector;
import java.security.Security;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class GenuineDocumentsTest {
    private static final AttestationPolicy ANY_IMAGE =
            AttestationPolicy.builder().insecureAcceptAnyImage().build();

    /** Both paths, which must agree on everything. */
    private static List<AttestationVerifier> verifiers() {
        return List.of(AttestationVerifier.create(), AttestationVerifier.withProvider(Security.getProvider("SunEC")));
    }

    @Test
    void everyDocumentEndsAsExpectedAtItsOwnTimeUnderBothProviders() {
        for (AttestationVerifier verifier : verifiers()) {
            for (Vector vector : Vectors.all()) {
                String verdict =
                        switch (vector.withDefaultPolicy()) {
                            case "ACCEPT_at_document_time" -> "verified";
                            case "REJECT_DEBUG_MODE" -> "DEBUG_MODE";
                            case "REJECT_SIGNATURE" -> "SIGNATURE";
                            default -> "unknown";
                        };
                assertThat(verdict(verifier, vector, VerificationTime.ofDocument()))
                        .as(vector.name())
                        .isEqualTo(verdict);
                assertThat(verdict(verifier, vector, VerificationTime.at(vector.time())))
                        .as(vector.name())
                        .isEqualTo(verdict);
            }
        }
    }

    @Test
    void everyDocumentHasExpiredNow() {
        for (AttestationVerifier verifier : verifiers()) {
            for (Vector vector : Vectors.all()) {
                assertThat(verdict(verifier, vector, VerificationTime.live(Clock.systemUTC())))
                        .as(vector.name())
                        .isEqualTo("CERTIFICATE_EXPIRED");
            }
        }
    }

    private static String verdict(AttestationVerifier verifier, Vector vector, VerificationTime time) {
        try {
            VerifiedAttestation verified = verifier.verify(vector.document().toArray(), ANY_IMAGE, time);
            assertThat(verified.claims().timestamp()).isEqualTo(vector.time());
            return "verified";
        } catch (AttestationException e) {
            return e.reason().name();
        }
    }

    @Test
    void everyDocumentWithAnyOneByteChangedIsRejected() {
        AttestationVerifier verifier = AttestationVerifier.create();
        Vectors.genuine().parallelStream().forEach(vector -> {
            byte[] document = vector.document().toArray();
            for (int i = 0; i < document.length; i++) {
                byte original = document[i];
                document[i] ^= (byte) (1 << i % 8);
                assertRejected(verifier, document, vector.name() + ", byte " + i);
                document[i] = original;
            }
        });
    }

    @Test
    void everyDocumentWithAnyOneByteOfItsStructureSetToAnythingIsRejected() {
        AttestationVerifier verifier = AttestationVerifier.create();
        int envelope = 16;
        for (Vector vector : Vectors.genuine()) {
            byte[] document = vector.document().toArray();
            for (int i = 0; i < envelope; i++) {
                byte original = document[i];
                for (int value = 0; value < 256; value++) {
                    if ((byte) value != original) {
                        document[i] = (byte) value;
                        assertRejected(verifier, document, vector.name() + ", byte " + i + " = " + value);
                    }
                }
                document[i] = original;
            }
        }
    }

    @Test
    void everyBeginningOfADocumentIsRejected() {
        AttestationVerifier verifier = AttestationVerifier.create();
        for (Vector vector : Vectors.genuine()) {
            byte[] document = vector.document().toArray();
            for (int length = 0; length < document.length; length++) {
                assertRejected(verifier, Arrays.copyOf(document, length), vector.name() + ", cut to " + length);
            }
        }
    }

    /** Rejected at the document's own time, in any mode but debug, by the one exception that there may be. */
    private static void assertRejected(AttestationVerifier verifier, byte[] document, String what) {
        try {
            verifier.verify(document, ANY_IMAGE, VerificationTime.ofDocument());
        } catch (AttestationException e) {
            assertThat(e.reason()).as(what).isNotEqualTo(AttestationException.Code.DEBUG_MODE);
            return;
        }
        throw new AssertionError(what + " was accepted");
    }
}
