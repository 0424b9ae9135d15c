package dev.teerex.server.enclave;

import dev.teerex.Bytes;
import dev.teerex.attestation.ProverList;
import dev.teerex.nsm.AttestationRequest;
import dev.teerex.nsm.Nsm;
import dev.teerex.openpgp.RecipientKey;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Documents of a secure module, genuine or simulated, that bind the key and the list of provers. Thread-safe. */
public final class NsmAttestation implements AttestationSource {
    private final Nsm nsm;
    private final boolean simulated;
    private final Bytes publicKey;
    private final Bytes userData;

    /**
     * Makes the value; the module stays the caller's to close.
     *
     * @param nsm the module
     * @param simulated whether it is a simulation
     * @param key what messages to this server are encrypted to
     * @param provers the binaries that are served
     */
    public NsmAttestation(Nsm nsm, boolean simulated, RecipientKey key, ProverList provers) {
        this.nsm = nsm;
        this.simulated = simulated;
        this.publicKey = Bytes.of(key.armoured().getBytes(StandardCharsets.UTF_8));
        this.userData = provers.toUserData();
    }

    @Override
    public Optional<byte[]> document(byte @Nullable [] nonce) {
        return Optional.of(
                nsm.attestation(new AttestationRequest(publicKey, userData, nonce == null ? null : Bytes.of(nonce))));
    }

    @Override
    public boolean isSimulated() {
        return simulated;
    }
}
