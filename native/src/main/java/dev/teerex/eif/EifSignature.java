package dev.teerex.eif;

import dev.teerex.eif.EifException.Code;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.X509Certificate;

/** The signature of an image: a certificate, and a COSE_Sign1 by its key (ES384, RFC 9053) over PCR0. */
public final class EifSignature {
    static final String ES384 = "SHA384withECDSAinP1363Format";
    static final int SIGNATURE_SIZE = 96;

    private final X509Certificate certificate;
    private final byte[] payload;
    private final byte[] signature;

    /** {@code payload} is what is signed, as it is encoded; {@code signature} is r and s, 48 bytes each. */
    EifSignature(X509Certificate certificate, byte[] payload, byte[] signature) {
        this.certificate = certificate;
        this.payload = payload;
        this.signature = signature;
    }

    static EifSignature sign(Sha384 pcr0, EifSigner signer) {
        byte[] payload = SignatureSection.payload(pcr0);
        byte[] signature = signer.sign(SignatureSection.toBeSigned(payload));
        EifSignature made = new EifSignature(signer.certificate(), payload, signature);
        made.verify(pcr0);
        return made;
    }

    /** Returns the certificate that came with the image. That it verifies says nothing about who holds its key. */
    public X509Certificate certificate() {
        return certificate;
    }

    byte[] payload() {
        return payload.clone();
    }

    byte[] signature() {
        return signature.clone();
    }

    /** Returns the value of PCR8 in an enclave of the image: the digest of the certificate's DER, extended from zero. */
    public Sha384 pcr8() {
        return Sha384.extended(Sha384.digest().digest(SigningCertificate.der(certificate)));
    }

    /**
     * Checks that the certificate's key signed this value of PCR0. The certificate's validity and issuer are not looked
     * at: whom to trust is the business of who pins PCR8.
     *
     * @throws EifException if it did not
     */
    public void verify(Sha384 pcr0) {
        if (!MessageDigest.isEqual(payload, SignatureSection.payload(pcr0))) {
            throw new EifException(Code.INVALID_SIGNATURE, "the signature is over another image: PCR0 is " + pcr0);
        }
        try {
            SigningCertificate.requireP384(certificate);
            if (signature.length != SIGNATURE_SIZE) {
                throw new EifException(
                        Code.INVALID_SIGNATURE,
                        "the signature has " + signature.length + " bytes, r and s together have " + SIGNATURE_SIZE);
            }
            Signature verifier = Signature.getInstance(ES384);
            verifier.initVerify(certificate.getPublicKey());
            verifier.update(SignatureSection.toBeSigned(payload));
            if (!verifier.verify(signature)) {
                throw new EifException(
                        Code.INVALID_SIGNATURE, "the signature is not by the key of the certificate beside it");
            }
        } catch (GeneralSecurityException e) {
            throw new EifException(Code.INVALID_SIGNATURE, "the signature cannot be verified", e);
        }
    }
}
