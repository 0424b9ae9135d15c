package dev.teerex.attestation;

/**
 * Proof that a genuine AWS Nitro Enclave made a document and that a policy accepts it. Only {@link AttestationVerifier} makes
 * one, and only of a document whose chain ends in AWS's own root. Immutable.
 */
public final class VerifiedAttestation {
    private final AttestedClaims claims;

    VerifiedAttestation(AttestedClaims claims) {
        this.claims = claims;
    }

    /** Returns what the document says. */
    public AttestedClaims claims() {
        return claims;
    }

    /** Returns the name of the type and the claims. */
    @Override
    public String toString() {
        return "VerifiedAttestation[" + claims + "]";
    }
}
