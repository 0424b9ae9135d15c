package dev.teerex.sdk;

import dev.teerex.attestation.AttestedClaims;
import dev.teerex.attestation.SimulatedAttestation;
import dev.teerex.attestation.VerifiedAttestation;
import java.net.URI;
import java.util.Optional;

/** Who made a proof, and read its witness for that. */
public sealed interface ProvedBy {
    /** Returns the word that receipts use: {@code local}, {@code uee}, {@code tee}, or {@code simulated}. */
    String mode();

    /** Returns the server's address, where it was not this machine. */
    Optional<URI> server();

    /** Returns what the enclave's document says, be it genuine or simulated. */
    default Optional<AttestedClaims> claims() {
        return Optional.empty();
    }

    /** This machine. */
    record ThisMachine() implements ProvedBy {
        @Override
        public String mode() {
            return "local";
        }

        @Override
        public Optional<URI> server() {
            return Optional.empty();
        }
    }

    /**
     * A server that attests nothing: whoever runs it can read the witness.
     *
     * @param address its address
     */
    record Server(URI address) implements ProvedBy {
        @Override
        public String mode() {
            return "uee";
        }

        @Override
        public Optional<URI> server() {
            return Optional.of(address);
        }
    }

    /**
     * A genuine enclave that a policy accepts.
     *
     * @param address its address
     * @param attestation the proof that it is one
     */
    record Enclave(URI address, VerifiedAttestation attestation) implements ProvedBy {
        @Override
        public String mode() {
            return "tee";
        }

        @Override
        public Optional<URI> server() {
            return Optional.of(address);
        }

        @Override
        public Optional<AttestedClaims> claims() {
            return Optional.of(attestation.claims());
        }
    }

    /**
     * A server that simulates an enclave, for tests: whoever runs it can read the witness.
     *
     * @param address its address
     * @param attestation what it shows, which proves nothing
     */
    record SimulatedEnclave(URI address, SimulatedAttestation attestation) implements ProvedBy {
        @Override
        public String mode() {
            return "simulated";
        }

        @Override
        public Optional<URI> server() {
            return Optional.of(address);
        }

        @Override
        public Optional<AttestedClaims> claims() {
            return Optional.of(attestation.claims());
        }
    }
}
