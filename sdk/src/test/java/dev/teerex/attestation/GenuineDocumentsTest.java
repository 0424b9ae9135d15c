package dev.teerex.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.attestation.Vectors.Vector;
import java.security.Security;
import java.time.Clock;
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
}
