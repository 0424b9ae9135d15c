package dev.teerex.eif;

import dev.teerex.eif.EifException.Code;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The data of the signature section: {@code [{"signing_certificate": [u8...], "signature": [u8...]}]}, where both values
 * are arrays of small integers, the certificate is PEM text, and the signature is an untagged COSE_Sign1 (RFC 9052
 * section 4.2) whose payload is {@code {"register_index": 0, "register_value": [u8 x 48]}}.
 */
final class SignatureSection {
    private static final byte[] PROTECTED_ES384 = HexFormat.of().parseHex("a1013822"); // {1: -35}

    private SignatureSection() {}

    static byte[] payload(Sha384 pcr0) {
        return new CborWriter()
                .map(2)
                .text("register_index")
                .unsigned(0)
                .text("register_value")
                .byteArray(pcr0.bytes())
                .toBytes();
    }

    /** The Sig_structure of RFC 9052 section 4.4. */
    static byte[] toBeSigned(byte[] payload) {
        return new CborWriter()
                .array(4)
                .text("Signature1")
                .bytes(PROTECTED_ES384)
                .bytes(new byte[0])
                .bytes(payload)
                .toBytes();
    }

    static byte[] write(EifSignature signature) {
        byte[] sign1 = new CborWriter()
                .array(4)
                .bytes(PROTECTED_ES384)
                .map(0)
                .bytes(signature.payload())
                .bytes(signature.signature())
                .toBytes();
        byte[] section = new CborWriter()
                .array(1)
                .map(2)
                .text("signing_certificate")
                .byteArray(SigningCertificate.toPem(signature.certificate()))
                .text("signature")
                .byteArray(sign1)
                .toBytes();
        if (section.length > Eif.MAX_SIGNATURE) {
            throw new EifException(
                    Code.TOO_LARGE,
                    "the signature section would have " + section.length + " bytes, AWS takes at most "
                            + Eif.MAX_SIGNATURE + ": use a smaller certificate");
        }
        return section;
    }

    /** Reads the section's data, which begins at {@code offset} of the file. */
    static EifSignature read(byte[] data, long offset) {
        CborReader section = new CborReader(data, offset);
        section.array(1);
        section.map(2);
        section.text("signing_certificate");
        byte[] pem = section.byteArray();
        section.text("signature");
        byte[] sign1 = section.byteArray();
        section.end();

        CborReader cose = new CborReader(sign1, offset);
        cose.array(4);
        if (!Arrays.equals(cose.bytes(), PROTECTED_ES384)) {
            throw EifException.at(
                    Code.BAD_SIGNATURE_SECTION, offset, "the image is not signed by ES384, the only algorithm known");
        }
        cose.map(0);
        byte[] payload = cose.bytes();
        byte[] signature = cose.bytes();
        cose.end();
        return new EifSignature(SigningCertificate.fromPem(pem), payload, signature);
    }
}
