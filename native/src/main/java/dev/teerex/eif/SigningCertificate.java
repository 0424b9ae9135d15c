package dev.teerex.eif;

import dev.teerex.eif.EifException.Code;
import java.io.ByteArrayInputStream;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.util.Arrays;

/** What a certificate must be for a signature over an image: X.509, of a P-384 key. */
final class SigningCertificate {
    private static final String LABEL = "CERTIFICATE";

    private SigningCertificate() {}

    static X509Certificate fromPem(byte[] pem) {
        byte[] der = Pem.decode(pem, LABEL).orElseThrow(() -> unusable("there is no certificate in PEM"));
        try {
            Certificate certificate =
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
            if (!(certificate instanceof X509Certificate x509) || !Arrays.equals(der, x509.getEncoded())) {
                throw unusable("there is more than one certificate, or something after it");
            }
            requireP384(x509);
            return x509;
        } catch (GeneralSecurityException e) {
            throw new EifException(Code.BAD_SIGNING_KEY, "the signing certificate cannot be read", e);
        }
    }

    static byte[] toPem(X509Certificate certificate) {
        return Pem.encode(der(certificate), LABEL);
    }

    static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new EifException(Code.BAD_SIGNING_KEY, "the signing certificate has no encoding", e);
        }
    }

    /** ES384 is ECDSA with SHA-384 on P-384 here: upstream takes the algorithm from the key's curve. */
    static void requireP384(X509Certificate certificate) throws GeneralSecurityException {
        AlgorithmParameters p384 = AlgorithmParameters.getInstance("EC");
        p384.init(new ECGenParameterSpec("secp384r1"));
        ECParameterSpec wanted = p384.getParameterSpec(ECParameterSpec.class);
        if (!(certificate.getPublicKey() instanceof ECPublicKey key)
                || !key.getParams().getCurve().equals(wanted.getCurve())
                || !key.getParams().getGenerator().equals(wanted.getGenerator())
                || !key.getParams().getOrder().equals(wanted.getOrder())) {
            throw unusable("its key is not on the curve P-384");
        }
    }

    private static EifException unusable(String why) {
        return new EifException(Code.BAD_SIGNING_KEY, "the signing certificate cannot be used: " + why);
    }
}
