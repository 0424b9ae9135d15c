package dev.teerex.attestation;

import dev.teerex.Bytes;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Verifies ECDSA signatures on P-384 with SHA-384, by one provider. Remembers how keys were read, nothing of what they
 * signed: Bouncy Castle verifies twice as fast with a key object that it has met before (measured). Thread-safe.
 */
final class EcdsaP384 {
    /** The OID of ecdsa-with-SHA384 (RFC 5758, section 3.2). */
    static final String OID = "1.2.840.10045.4.3.3";

    /** A SubjectPublicKeyInfo on the named curve secp384r1 with an uncompressed point, up to the point (RFC 5480). */
    private static final byte[] SPKI_HEAD = HexFormat.of().parseHex("3076301006072a8648ce3d020106052b8104002203620004");

    private static final int POINT_SIZE = 96;

    private static final int KEYS = 256;

    private final Provider provider;
    private final Recent<PublicKey> keys = new Recent<>(KEYS);

    /**
     * Makes a verifier.
     *
     * @throws IllegalArgumentException when the provider does not offer the algorithms
     */
    EcdsaP384(Provider provider) {
        this.provider = provider;
        try {
            keyFactory();
            signatures();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalArgumentException(
                    "the provider %s cannot verify SHA384withECDSA".formatted(provider.getName()), e);
        }
    }

    /** Returns whether a key is on P-384, by name and with its point whole. */
    static boolean isP384(PublicKey key) {
        byte[] spki = key.getEncoded();
        return spki != null
                && spki.length == SPKI_HEAD.length + POINT_SIZE
                && Arrays.equals(spki, 0, SPKI_HEAD.length, SPKI_HEAD, 0, SPKI_HEAD.length);
    }

    /** Returns the key as this provider's own, which is faster to verify with; empty when its point is not on the curve. */
    Optional<PublicKey> adopt(PublicKey key) {
        Bytes encoded = Bytes.of(key.getEncoded());
        PublicKey known = keys.get(encoded);
        if (known != null) {
            return Optional.of(known);
        }
        try {
            PublicKey own = keyFactory().generatePublic(new X509EncodedKeySpec(encoded.toArray()));
            keys.put(encoded, own);
            return Optional.of(own);
        } catch (InvalidKeySpecException e) {
            return Optional.empty();
        } catch (NoSuchAlgorithmException e) {
            throw changed(e);
        }
    }

    /** Forgets all keys. */
    void clear() {
        keys.clear();
    }

    /** Returns whether {@code signature}, in DER, is one by {@code key} over {@code message}. */
    boolean verifies(PublicKey key, byte[] message, byte[] signature) {
        try {
            Signature verification = signatures();
            verification.initVerify(key);
            verification.update(message);
            return verification.verify(signature);
        } catch (InvalidKeyException | SignatureException e) {
            // A key or a signature that the provider cannot even read is a wrong one.
            return false;
        } catch (NoSuchAlgorithmException e) {
            throw changed(e);
        }
    }

    /** Returns a signature as DER (RFC 3279, section 2.2.3): all providers take this form, few take R||S. */
    static byte[] der(BigInteger r, BigInteger s) {
        byte[] first = r.toByteArray();
        byte[] second = s.toByteArray();
        ByteArrayOutputStream der = new ByteArrayOutputStream();
        der.write(0x30);
        // Two integers of at most 49 bytes: the short form of a length holds them.
        der.write(4 + first.length + second.length);
        der.write(0x02);
        der.write(first.length);
        der.writeBytes(first);
        der.write(0x02);
        der.write(second.length);
        der.writeBytes(second);
        return der.toByteArray();
    }

    private KeyFactory keyFactory() throws NoSuchAlgorithmException {
        return KeyFactory.getInstance("EC", provider);
    }

    private Signature signatures() throws NoSuchAlgorithmException {
        return Signature.getInstance("SHA384withECDSA", provider);
    }

    private IllegalStateException changed(NoSuchAlgorithmException cause) {
        return new IllegalStateException("the provider %s lost its algorithms".formatted(provider.getName()), cause);
    }
}
