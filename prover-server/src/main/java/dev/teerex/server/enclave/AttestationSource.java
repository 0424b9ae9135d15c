package dev.teerex.server.enclave;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says what this server is, in a way that others can check. Thread-safe. */
public interface AttestationSource {
    /** Says nothing. */
    AttestationSource NONE = new AttestationSource() {
        @Override
        public Optional<byte[]> document(byte @Nullable [] nonce) {
            return Optional.empty();
        }

        @Override
        public boolean isSimulated() {
            return false;
        }
    };

    /**
     * Returns a signed document about this server and its key.
     *
     * @param nonce what the asker sent to know that the document is fresh, 1 to 512 bytes, or null
     * @return the document, or nothing where this server does not attest anything
     * @throws dev.teerex.TeeRexException when it should and cannot
     */
    Optional<byte[]> document(byte @Nullable [] nonce);

    /** Returns whether the documents are those of a simulation. */
    boolean isSimulated();
}
