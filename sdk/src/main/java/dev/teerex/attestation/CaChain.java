package dev.teerex.attestation;

import static dev.teerex.attestation.AttestationException.require;

import dev.teerex.Bytes;
import dev.teerex.attestation.AttestationException.Code;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import javax.security.auth.x500.X500Principal;

/**
 * Authorities verified from the trust anchor down, but for the time: their validity is judged at each use.
 *
 * @param subject the name of the last authority
 * @param key the key of the last authority, as the provider's own; keeping it makes the next verification with it faster
 * @param authoritiesLeft how many more authorities may follow below
 * @param validity when all of them are valid
 */
record CaChain(X500Principal subject, PublicKey key, int authoritiesLeft, Validity validity) {
    /** How many certificates a chain may have, root and leaf included. */
    static final int MAX_LENGTH = 8;

    /** Returns the chain of the trust anchor alone, whose bytes the caller has compared with {@code root}'s. */
    static CaChain of(Bytes root, EcdsaP384 ecdsa) {
        X509Certificate certificate = Certificates.parse(root);
        Certificates.requireP384(certificate);
        Certificates.requireAuthority(certificate);
        return new CaChain(
                certificate.getSubjectX500Principal(),
                key(certificate, ecdsa),
                certificate.getBasicConstraints(),
                Validity.of(certificate));
    }

    /** Returns this chain with one more authority, which the last one issued. */
    CaChain extend(Bytes authority, EcdsaP384 ecdsa) {
        X509Certificate certificate = Certificates.parse(authority);
        PublicKey issued = requireIssued(certificate, ecdsa);
        Certificates.requireAuthority(certificate);
        // Rule 9: pathLen honoured (RFC 5280, section 6.1.4, steps l and m).
        require(authoritiesLeft > 0, Code.PATH_LENGTH, "more authorities below an issuer than its pathLen allows");
        return new CaChain(
                certificate.getSubjectX500Principal(),
                issued,
                Math.min(authoritiesLeft - 1, certificate.getBasicConstraints()),
                validity.and(Validity.of(certificate)));
    }

    /** Verifies that the last authority issued {@code certificate}, and returns its key as the provider's own. */
    PublicKey requireIssued(X509Certificate certificate, EcdsaP384 ecdsa) {
        Certificates.requireP384(certificate);
        // Rule 8: issuer = subject at each step.
        require(
                certificate.getIssuerX500Principal().equals(subject),
                Code.CHAIN_BROKEN,
                "a certificate's issuer is not the subject of the certificate before it");
        require(
                ecdsa.verifies(key, toBeSigned(certificate), certificate.getSignature()),
                Code.CHAIN_SIGNATURE,
                "a certificate was not signed by the certificate before it");
        return key(certificate, ecdsa);
    }

    /** Hands a key to the provider, which happens only once its certificate is known to be what the issuer signed. */
    private static PublicKey key(X509Certificate certificate, EcdsaP384 ecdsa) {
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
