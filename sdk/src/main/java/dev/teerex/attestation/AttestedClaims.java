package dev.teerex.attestation;

import dev.teerex.Bytes;
import java.time.Instant;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a document says. The record itself proves nothing: trust it when it comes out of a {@link VerifiedAttestation}.
 *
 * @param image the name that the policy gives the image, or empty when the policy accepts any image
 * @param moduleId which module of which instance signed
 * @param pcrs the registers by number
 * @param publicKey the enclave's key, up to 1024 bytes, in whatever form the enclave gives it
 * @param userData what the enclave states, up to 512 bytes
 * @param nonce what the asker sent, up to 512 bytes
 * @param proverList the list of prover binaries, when the user data states one
 * @param timestamp when the document was made, by the module's clock
 * @param certificateNotAfter when the first certificate of its chain expires, and the document with it
 * @param verifiedAt the instant that the document was judged at
 * @param time how that instant was chosen
 */
public record AttestedClaims(
        Optional<String> image,
        String moduleId,
        NavigableMap<Integer, Bytes> pcrs,
        Optional<Bytes> publicKey,
        Optional<Bytes> userData,
        Optional<Bytes> nonce,
        Optional<ProverList> proverList,
        Instant timestamp,
        Instant certificateNotAfter,
        Instant verifiedAt,
        VerificationTime time) {
    /** Makes the value; the map is copied. */
    public AttestedClaims {
        pcrs = Collections.unmodifiableNavigableMap(new TreeMap<>(pcrs));
    }

    static AttestedClaims of(
            AttestationDocument document,
            AttestationPolicy policy,
            Instant certificateNotAfter,
            Instant now,
            VerificationTime time) {
        Optional<Bytes> userData = Optional.ofNullable(document.userData());
        return new AttestedClaims(
                policy.imageOf(document.pcrs()).map(EnclaveImage::name),
                document.moduleId(),
                document.pcrs(),
                Optional.ofNullable(document.publicKey()),
                userData,
                Optional.ofNullable(document.nonce()),
                userData.flatMap(ProverList::ofUserData),
                document.timestamp(),
                certificateNotAfter,
                now,
                time);
    }
}
