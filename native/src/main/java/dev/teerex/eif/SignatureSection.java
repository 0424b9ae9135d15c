package dev.teerex.eif;

import dev.teerex.InputException;
import dev.teerex.cbor.CborReader;
import dev.teerex.cbor.CborWriter;
import dev.teerex.eif.EifException.Code;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Function;

/**
 * The data of the signature section: {@code [{"signing_certificate": [u8...], "signature": [u8...]}]}, where both values
 * are arrays of small integers, the certificate is PEM text, and the signature is an untagged COSE_Sign1 (RFC 9052
 * section 4.2) whose payload is {@code {"register_index": 0, "register_value": [u8 x 48]}}.
 */
final class SignatureSection {
    private static final byte[] PROTECTED_ES384 = HexFormat.of().parseHex("a1013822"); // {1: -35}

    private SignatureSection() {}

    static byte[] payload(Sha384 pcr0) {
        CborWriter payload =
                new CborWriter().map(2).text("register_index").unsigned(0).text("register_value");
        return smallIntegers(payload, pcr0.bytes()).toByteArray();
    }

    /** The Sig_structure of RFC 9052 section 4.4. */
    static byte[] toBeSigned(byte[] payload) {
        return new CborWriter()
                .array(4)
                .text("Signature1")
                .bytes(PROTECTED_ES384)
                .bytes(new byte[0])
                .bytes(payload)
                .toByteArray();
    }

    static byte[] write(EifSignature signature) {
        byte[] sign1 = new CborWriter()
                .array(4)
                .bytes(PROTECTED_ES384)
                .map(0)
                .bytes(signature.payload())
                .bytes(signature.signature())
                .toByteArray();
        CborWriter writer = new CborWriter().array(1).map(2);
        smallIntegers(writer.text("signing_certificate"), SigningCertificate.toPem(signature.certificate()));
        byte[] section = smallIntegers(writer.text("signature"), sign1).toByteArray();
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
        record Parts(byte[] certificate, byte[] sign1) {}
        Parts parts = message(data, offset, section -> {
            require(section.beginArray() == 1 && section.hasNext(), "one signature is expected");
            require(section.beginMap() == 2, "a certificate and a signature are expected");
            byte[] certificate = smallIntegers(section, "signing_certificate");
            byte[] sign1 = smallIntegers(section, "signature");
            require(!section.hasNext(), "nothing but a certificate and a signature is expected");
            require(!section.hasNext(), "one signature is expected");
            return new Parts(certificate, sign1);
        });
        return message(parts.sign1(), offset, sign1 -> {
            require(sign1.beginArray() == 4 && sign1.hasNext(), "a COSE_Sign1 is expected");
            require(
                    Arrays.equals(sign1.bytes(), PROTECTED_ES384),
                    "the image is not signed by ES384, the only algorithm known");
            require(sign1.hasNext() && sign1.beginMap() == 0 && !sign1.hasNext(), "a header is not signed");
            require(sign1.hasNext(), "a payload is expected");
            byte[] payload = sign1.bytes();
            require(sign1.hasNext(), "a signature is expected");
            byte[] signature = sign1.bytes();
            require(!sign1.hasNext(), "a COSE_Sign1 has four parts");
            return new EifSignature(SigningCertificate.fromPem(parts.certificate()), payload, signature);
        });
    }

    private static <T> T message(byte[] data, long offset, Function<CborReader, T> body) {
        CborReader reader = new CborReader(data);
        try {
            T read = body.apply(reader);
            reader.end();
            return read;
        } catch (InputException e) {
            throw EifException.at(
                    Code.BAD_SIGNATURE_SECTION,
                    offset + reader.position(),
                    "the signature section cannot be read: " + e.text());
        }
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new InputException(InputException.Code.MALFORMED, message);
        }
    }

    /** Bytes as an array of small integers, which is how upstream's serialiser writes them. */
    private static CborWriter smallIntegers(CborWriter writer, byte[] value) {
        writer.array(value.length);
        for (byte b : value) {
            writer.unsigned(b & 0xff);
        }
        return writer;
    }

    private static byte[] smallIntegers(CborReader reader, String key) {
        require(reader.hasNext() && reader.textKey().equals(key), "\"" + key + "\" is expected");
        int size = reader.beginArray();
        require(size >= 0, "an array says how long it is");
        byte[] bytes = new byte[size];
        for (int i = 0; reader.hasNext(); i++) {
            long value = reader.unsigned();
            require(Long.compareUnsigned(value, 0xff) <= 0, "a byte is expected");
            bytes[i] = (byte) value;
        }
        return bytes;
    }
}
