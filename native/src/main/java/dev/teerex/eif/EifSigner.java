package dev.teerex.eif;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;

/**
 * Signs images with a P-384 key, wherever that lies: in a file, in a PKCS#11 token or in a key management service.
 * Implementations say themselves whether they are thread-safe.
 */
public interface EifSigner {
    /** Returns the certificate of the key; its digest becomes PCR8. */
    X509Certificate certificate();

    /**
     * Signs by ECDSA with SHA-384.
     *
     * @param toBeSigned the message, not its digest; fewer than 1024 bytes
     * @return r and s, 48 bytes each, one after the other
     */
    byte[] sign(byte[] toBeSigned);

    /**
     * Returns a signer with a key from a file. It is thread-safe if the randomness is.
     *
     * @param key a P-384 key in PEM: PKCS#8 ({@code PRIVATE KEY}) or SEC 1 ({@code EC PRIVATE KEY}, which is what
     *     AWS's guide has openssl make), not encrypted
     * @param certificate its certificate in PEM
     * @param random where the signature's nonces come from
     * @throws EifException if either cannot be used
     */
    static EifSigner pem(Path key, Path certificate, SecureRandom random) {
        return PemSigner.read(key, certificate, random);
    }
}
