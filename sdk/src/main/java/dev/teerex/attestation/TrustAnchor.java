package dev.teerex.attestation;

import dev.teerex.Bytes;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;

/**
 * Whose word is taken for what an enclave is: AWS's, or a test's, and nobody else's. Which of the two decides the type of
 * the result, so that a simulated document never passes for a genuine one. Immutable.
 */
public abstract sealed class TrustAnchor permits NitroRoot, TestAnchor {
    private final X509Certificate certificate;
    private final Bytes der;

    TrustAnchor(X509Certificate certificate) throws CertificateEncodingException {
        this.certificate = certificate;
        der = Bytes.of(certificate.getEncoded());
    }

    /** Returns the root certificate. */
    public final X509Certificate certificate() {
        return certificate;
    }

    /** Returns the certificate's exact bytes, which a chain must begin with. */
    final Bytes der() {
        return der;
    }
}
