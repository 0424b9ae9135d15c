package dev.teerex.attestation;

import static dev.teerex.attestation.AttestationException.require;

import dev.teerex.Bytes;
import dev.teerex.attestation.AttestationException.Code;
import dev.teerex.cbor.CborReader;
import dev.teerex.cbor.CborType;
import dev.teerex.cbor.CborWriter;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * The envelope of a document (RFC 9052, section 4.2). The signature is malleable: neither it nor the bytes of a document
 * identify anything.
 *
 * @param payload the exact bytes that are signed: never re-encode them
 * @param signature R and S of 48 bytes each (RFC 9053, section 2.1)
 */
record CoseSign1(Bytes payload, Bytes signature) {
    private static final long TAG = 18;
    private static final int PARTS = 4;
    private static final int MAX_PAYLOAD = 16 * 1024;
    private static final int SCALAR_SIZE = 48;
    private static final Bytes PROTECTED = Bytes.fromHex("a1013822");

    /** The order n of P-384 (NIST SP 800-186, section 3.2.1.4). */
    private static final BigInteger ORDER = new BigInteger(
            "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973", 16);

    static CoseSign1 read(byte[] document) {
        CborReader reader = new CborReader(document);
        // Rule 1: COSE_Sign1: array of 4, untagged or tag 18.
        boolean tagged = reader.peek() == CborType.TAG;
        requireCoseSign1(!tagged || reader.tag() == TAG);
        requireCoseSign1(reader.peek() == CborType.ARRAY);
        int parts = reader.beginArray();
        requireCoseSign1(parts == PARTS || parts == CborReader.INDEFINITE);
        // Rule 2: the protected header is exactly a1013822 (alg ES384), the unprotected one exactly a0.
        requireCoseSign1(reader.hasNext());
        require(
                reader.peek() == CborType.BYTES && Bytes.of(reader.bytes()).equals(PROTECTED),
                Code.PROTECTED_HEADER,
                "the protected header is not a1013822, which states ES384 and nothing else");
        requireCoseSign1(reader.hasNext());
        require(
                reader.peek() == CborType.MAP && reader.beginMap() == 0 && !reader.hasNext(),
                Code.UNPROTECTED_HEADER,
                "the unprotected header is not the empty map a0");
        // Rule 3: payload bstr of 1..16384; signature bstr of 96 with 1 <= r, s < n.
        requireCoseSign1(reader.hasNext());
        Bytes payload = Fields.bytes(reader, "payload", 1, MAX_PAYLOAD, Code.PAYLOAD_SIZE);
        requireCoseSign1(reader.hasNext());
        Bytes signature = Fields.bytes(reader, "signature", 2 * SCALAR_SIZE, 2 * SCALAR_SIZE, Code.SIGNATURE_SIZE);
        requireCoseSign1(!reader.hasNext());
        reader.end();
        CoseSign1 message = new CoseSign1(payload, signature);
        message.requireInRange(message.r());
        message.requireInRange(message.s());
        return message;
    }

    /** Returns what is signed: {@code 84 6a "Signature1" bstr(protected) 40 bstr(payload)} (RFC 9052, section 4.4). */
    byte[] signed() {
        return new CborWriter()
                .array(PARTS)
                .text("Signature1")
                .bytes(PROTECTED.toArray())
                .bytes(new byte[0])
                .bytes(payload.toArray())
                .toByteArray();
    }

    BigInteger r() {
        return new BigInteger(1, Arrays.copyOf(signature.toArray(), SCALAR_SIZE));
    }

    BigInteger s() {
        return new BigInteger(1, Arrays.copyOfRange(signature.toArray(), SCALAR_SIZE, 2 * SCALAR_SIZE));
    }

    private void requireInRange(BigInteger scalar) {
        require(
                scalar.signum() > 0 && scalar.compareTo(ORDER) < 0,
                Code.SIGNATURE_RANGE,
                "half of the signature is zero or not below the order of P-384");
    }

    private static void requireCoseSign1(boolean holds) {
        require(holds, Code.NOT_COSE_SIGN1, "not a COSE_Sign1 message: an array of 4, untagged or with tag 18");
    }
}
