package dev.teerex.attestation;

import dev.teerex.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

/**
 * The AWS Nitro Enclaves root G1, which AWS publishes with this SHA-256 digest: {@code CN=aws.nitro-enclaves, O=Amazon,
 * OU=AWS, C=US}, P-384, valid until 2049-10-28. Immutable.
 */
public final class NitroRoot extends TrustAnchor {
    /** The SHA-256 digest of the certificate's DER (AWS, "Verifying the root of trust", section 2). */
    static final Bytes SHA256 = Bytes.fromHex("641a0321a3e244efe456463195d606317ed7cdcc3c1756e09893f3c68f79bb5b");

    private static final String RESOURCE = "aws-nitro-enclaves-root-g1.pem";

    private NitroRoot(X509Certificate certificate) throws CertificateEncodingException {
        super(certificate);
    }

    /**
     * Loads the certificate that this library carries and checks that it is AWS's.
     *
     * @throws IllegalStateException when it is not: the library's file was changed, and must not be used
     */
    static NitroRoot load() {
        try (InputStream pem = NitroRoot.class.getResourceAsStream(RESOURCE)) {
            if (pem == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the library's file");
            }
            NitroRoot root = new NitroRoot(
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem));
            if (!root.der().sha256().equals(SHA256)) {
                throw new IllegalStateException(RESOURCE + " is not AWS's: do not use this file of the library");
            }
            return root;
        } catch (IOException | CertificateException e) {
            throw new IllegalStateException(RESOURCE + " cannot be read: do not use this file of the library", e);
        }
    }
}
