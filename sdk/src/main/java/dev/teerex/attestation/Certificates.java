package dev.teerex.attestation;

import static dev.teerex.attestation.AttestationException.require;

import dev.teerex.Bytes;
import dev.teerex.attestation.AttestationException.Code;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Set;

/** Reads single certificates, and what rule 9 asks of each of them whatever the time. */
final class Certificates {
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final String KEY_USAGE = "2.5.29.15";
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int KEY_CERT_SIGN = 5;

    private Certificates() {}

    static X509Certificate parse(Bytes der) {
        try {
            X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(der.toArray()));
            // The factory also takes PEM, and leaves what follows the certificate.
            require(
                    Bytes.of(certificate.getEncoded()).equals(der),
                    Code.CERTIFICATE_MALFORMED,
                    "a certificate is not DER, or has bytes after its end");
            return certificate;
        } catch (AttestationException e) {
            throw e;
        } catch (CertificateException | RuntimeException e) {
            // The parser is not ours: whatever it throws at hostile bytes, they are no certificate.
            throw new AttestationException(Code.CERTIFICATE_MALFORMED, "a certificate cannot be read as X.509", e);
        }
    }

    /** Rule 9: all keys P-384 (and so is what signs, with SHA-384). */
    static void requireP384(X509Certificate certificate) {
        require(
                EcdsaP384.isP384(certificate.getPublicKey())
                        && certificate.getSigAlgOID().equals(EcdsaP384.OID),
                Code.NOT_P384,
                "a certificate whose key is not on P-384, or that is not signed by ECDSA with SHA-384");
    }

    /** Rule 9: authorities have critical basicConstraints with CA=true, and keyCertSign. */
    static void requireAuthority(X509Certificate certificate) {
        Set<String> critical = certificate.getCriticalExtensionOIDs();
        require(
                certificate.getBasicConstraints() >= 0 && critical != null && critical.contains(BASIC_CONSTRAINTS),
                Code.NOT_AN_AUTHORITY,
                "an issuer without critical basicConstraints that make it an authority");
        require(allows(certificate, KEY_CERT_SIGN), Code.AUTHORITY_KEY_USAGE, "an issuer without keyCertSign");
        requireKnownExtensions(certificate);
    }

    /** Rule 9: the leaf has CA=false and digitalSignature. Java's PKIX checks neither on every release (measured). */
    static void requireLeaf(X509Certificate certificate) {
        require(certificate.getBasicConstraints() < 0, Code.LEAF_IS_AUTHORITY, "the leaf is an authority");
        require(allows(certificate, DIGITAL_SIGNATURE), Code.LEAF_KEY_USAGE, "the leaf lacks digitalSignature");
        requireKnownExtensions(certificate);
    }

    /** A critical extension restricts, and one that is not judged here must not be passed over (RFC 5280, section 4.2). */
    private static void requireKnownExtensions(X509Certificate certificate) {
        Set<String> critical = certificate.getCriticalExtensionOIDs();
        require(
                critical == null || Set.of(BASIC_CONSTRAINTS, KEY_USAGE).containsAll(critical),
                Code.CRITICAL_EXTENSION,
                "a critical extension other than basicConstraints and keyUsage");
    }

    private static boolean allows(X509Certificate certificate, int bit) {
        boolean[] usage = certificate.getKeyUsage();
        return usage != null && usage.length > bit && usage[bit];
    }
}
