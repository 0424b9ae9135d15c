package dev.teerex.attestation;

/**
 * The result of verifying a simulated document under a test anchor. It proves nothing of any enclave, and is deliberately no
 * kin of {@link VerifiedAttestation}: what asks for the one cannot be given the other. Immutable.
 */
public final class SimulatedAttestation {
    private final AttestedClaims claims;

    SimulatedAttestation(AttestedClaims claims) {
        this.claims = claims;
    }

    /** Returns what the document says. */
    public AttestedClaims claims() {
        return claims;
    }

    /** Returns the name of the type and the claims. */
    @Override
    public String toString() {
        return "SimulatedAttestation[" + claims + "]";
    }
}
