package dev.teerex.attestation;

import static dev.teerex.attestation.AttestationException.require;

import dev.teerex.Bytes;
import dev.teerex.attestation.AttestationException.Code;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/**
 * The authorities above a leaf, verified up to the trust anchor, but for the time: their validity is judged at each use.
 *
 * @param subject the name of the last authority, which issues the leaf
 * @param key the key of the last authority, as the provider's own
 * @param validity when all of them are valid
 */
record CaChain(X500Principal subject, PublicKey key, Validity validity) {
    /** How many certificates a chain may have, root and leaf included. */
    static final int MAX_LENGTH = 8;

    /** Verifies a bundle that begins with the anchor. */
    static CaChain verify(List<Bytes> caBundle, EcdsaP384 ecdsa) {
        List<X509Certificate> authorities =
                caBundle.stream().map(Certificates::parse).toList();
        CaChain chain = null;
        for (int i = 0; i < authorities.size(); i++) {
            X509Certificate authority = authorities.get(i);
            Certificates.requireP384(authority);
            PublicKey key = chain == null ? trusted(authority, ecdsa) : chain.verifyIssued(authority, ecdsa);
            Certificates.requireAuthority(authority, authorities.size() - 1 - i);
            Validity validity = Validity.of(authority);
            chain = new CaChain(
                    authority.getSubjectX500Principal(), key, chain == null ? validity : validity.and(chain.validity));
        }
        if (chain == null) {
            throw new IllegalArgumentException("an empty CA bundle");
        }
        return chain;
    }

    /**
     * Verifies that the last authority issued {@code certificate}, and returns its key as the provider's own.
     *
     * <p>Rule 8: issuer = subject at each step.
     */
    PublicKey verifyIssued(X509Certificate certificate, EcdsaP384 ecdsa) {
        require(
                certificate.getIssuerX500Principal().equals(subject),
                Code.CHAIN_BROKEN,
                "a certificate's issuer is not the subject of the certificate before it");
        require(
                ecdsa.verifies(key, toBeSigned(certificate), certificate.getSignature()),
                Code.CHAIN_SIGNATURE,
                "a certificate was not signed by the certificate before it");
        return trusted(certificate, ecdsa);
    }

    /** Hands a key to the provider only once the certificate is known to be what its issuer signed. */
    private static PublicKey trusted(X509Certificate certificate, EcdsaP384 ecdsa) {
        return ecdsa.adopt(certificate.getPublicKey())
                .orElseThrow(
                        () -> new AttestationException(Code.NOT_P384, "a certificate whose key is no point on P-384"));
    }

    private static byte[] toBeSigned(X509Certificate certificate) {
        try {
            return certificate.getTBSCertificate();
        } catch (CertificateEncodingException e) {
            throw new AttestationException(Code.CERTIFICATE_MALFORMED, "a certificate cannot be encoded", e);
        }
    }
}
