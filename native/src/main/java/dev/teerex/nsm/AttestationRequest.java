package dev.teerex.nsm;

import dev.teerex.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What an attestation document shall bind, each part optional.
 *
 * @param publicKey a key of the enclave, 1 to {@value #MAX_PUBLIC_KEY} bytes, or null
 * @param userData whatever the enclave states, up to {@value #MAX_USER_DATA} bytes, or null
 * @param nonce what the asker sent to know that the document is fresh, up to {@value #MAX_USER_DATA} bytes, or null
 */
public record AttestationRequest(
        @Nullable Bytes publicKey,
        @Nullable Bytes userData,
        @Nullable Bytes nonce) {
    /** The most bytes that a document holds as a public key (AWS, "Verifying the root of trust", section 3.2). */
    public static final int MAX_PUBLIC_KEY = 1024;

    /** The most bytes of user data or nonce: the stricter of the two limits that AWS gives (its CDDL says 1024). */
    public static final int MAX_USER_DATA = 512;

    /**
     * Makes the value.
     *
     * @throws NsmException with {@link NsmException.Code#TOO_LARGE} when a part is over its limit or the key is empty
     */
    public AttestationRequest {
        requireSize("public key", publicKey, 1, MAX_PUBLIC_KEY);
        requireSize("user data", userData, 0, MAX_USER_DATA);
        requireSize("nonce", nonce, 0, MAX_USER_DATA);
    }

    private static void requireSize(String name, @Nullable Bytes value, int least, int most) {
        if (value != null && (value.size() < least || value.size() > most)) {
            throw new NsmException(
                    NsmException.Code.TOO_LARGE,
                    "%s of %d bytes in an attestation request: it must have %d to %d"
                            .formatted(name, value.size(), least, most));
        }
    }
}
