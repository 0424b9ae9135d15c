package dev.teerex.attestation;

import dev.teerex.InputException;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A root that a test made. What verifies under it is simulated, whatever it says. Immutable. */
public final class TestAnchor extends TrustAnchor {
    private static final Pattern AMAZON = Pattern.compile("amazon|(?<![a-z0-9])aws(?![a-z0-9])");

    private TestAnchor(X509Certificate certificate) throws CertificateEncodingException {
        super(certificate);
        String subject = certificate.getSubjectX500Principal().getName().toLowerCase(Locale.ROOT);
        if (der().sha256().equals(NitroRoot.SHA256) || AMAZON.matcher(subject).find()) {
            throw new InputException(
                    InputException.Code.BAD_OPTION,
                    "a test anchor must not look like Amazon's; genuine documents need no test anchor");
        }
    }

    /**
     * Takes a certificate as test anchor.
     *
     * @throws InputException when it is AWS's root, or its subject looks like Amazon's
     */
    public static TestAnchor of(X509Certificate certificate) {
        try {
            return new TestAnchor(certificate);
        } catch (CertificateEncodingException e) {
            throw notOneCertificate(e);
        }
    }

    /**
     * Reads one certificate, in PEM or DER, as test anchor.
     *
     * @throws InputException when it is not exactly one certificate, is AWS's root, or its subject looks like Amazon's
     */
    public static TestAnchor read(byte[] certificate) {
        try {
            Collection<?> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(certificate));
            if (certificates.size() == 1 && certificates.iterator().next() instanceof X509Certificate only) {
                return of(only);
            }
            throw notOneCertificate(null);
        } catch (CertificateException e) {
            throw notOneCertificate(e);
        }
    }

    private static InputException notOneCertificate(@Nullable CertificateException cause) {
        return new InputException(
                InputException.Code.MALFORMED, "a test anchor is one X.509 certificate, in PEM or DER", cause);
    }
}
