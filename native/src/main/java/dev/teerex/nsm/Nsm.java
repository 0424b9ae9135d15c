package dev.teerex.nsm;

/**
 * The Nitro secure module: measures the enclave when it starts and signs documents about it. Implementations are
 * thread-safe. Every method throws {@link NsmException} when the module fails, refuses, or answers what it should not.
 */
public interface Nsm extends AutoCloseable {
    /**
     * Asks for a signed attestation document (a COSE_Sign1 message).
     *
     * @param request what the document binds
     * @return the document, a few KiB
     */
    byte[] attestation(AttestationRequest request);

    /** Asks for random bytes of the module's own source, up to 256 of them; the caller clears them after use. */
    byte[] random();

    /** Closes the module; later calls throw {@link NsmException}. Closing twice does nothing more. */
    @Override
    void close();
}
