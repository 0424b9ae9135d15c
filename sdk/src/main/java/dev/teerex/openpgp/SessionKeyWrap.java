package dev.teerex.openpgp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.security.spec.XECPrivateKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.KeyAgreement;

/**
 * The session key as an X25519 recipient gets it: RFC 9580, section 5.1.6.
 *
 * @param ephemeral the sender's one-time public key, 32 bytes
 * @param wrapped the session key, wrapped, 40 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; handed from the packet to the unwrapping and forgotten.
record SessionKeyWrap(byte[] ephemeral, byte[] wrapped) {
    private static final String X25519 = "X25519";
    /** What stands before the 32 bytes of a public X25519 key in its X.509 encoding: RFC 8410, section 4. */
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b656e032100");

    private static final byte[] INFO = "OpenPGP X25519".getBytes(StandardCharsets.US_ASCII);

    private static final int KEY_ENCRYPTION_KEY = 16;

    /** Wraps a session key for the recipient under a new one-time key. */
    static SessionKeyWrap wrap(ErasableKey sessionKey, byte[] recipient, SecureRandom random)
            throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(X25519);
        generator.initialize(NamedParameterSpec.X25519, random);
        KeyPair oneTime = generator.generateKeyPair();
        byte[] encoded = oneTime.getPublic().getEncoded();
        byte[] ephemeral = Arrays.copyOfRange(encoded, X509_PREFIX.length, encoded.length);
        byte[] secret = sessionKey.getEncoded();
        try (ErasableKey kek = keyEncryptionKey(oneTime.getPrivate(), recipient, ephemeral, recipient)) {
            return new SessionKeyWrap(
                    ephemeral, keyWrap(Cipher.ENCRYPT_MODE, kek).doFinal(secret));
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /**
     * Unwraps the session key.
     *
     * @param scalar the recipient's private key, 32 bytes; the caller still owns it
     * @param recipient the recipient's public key, 32 bytes
     * @throws OpenPgpException when the wrapping does not check, or the sender's key is one of the few without strength
     */
    ErasableKey unwrap(byte[] scalar, byte[] recipient) throws GeneralSecurityException {
        PrivateKey own = KeyFactory.getInstance(X25519)
                .generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, scalar));
        try (ErasableKey kek = keyEncryptionKey(own, ephemeral, ephemeral, recipient)) {
            return new ErasableKey("AES", keyWrap(Cipher.DECRYPT_MODE, kek).doFinal(wrapped));
        } catch (InvalidKeyException e) {
            throw tampered("the sender's one-time key is a point of small order", e);
        } catch (IllegalBlockSizeException | BadPaddingException e) {
            throw tampered("the wrapped session key does not check", e);
        }
    }

    private static OpenPgpException tampered(String what, GeneralSecurityException cause) {
        return new OpenPgpException(
                OpenPgpException.Code.TAMPERED, what + ": encrypt and send the message again", cause);
    }

    private static Cipher keyWrap(int mode, ErasableKey kek) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/KW/NoPadding");
        cipher.init(mode, kek);
        return cipher;
    }

    private static ErasableKey keyEncryptionKey(PrivateKey own, byte[] peer, byte[] ephemeral, byte[] recipient)
            throws GeneralSecurityException {
        byte[] encoded = ByteBuffer.allocate(X509_PREFIX.length + Profile.POINT)
                .put(X509_PREFIX)
                .put(peer)
                .array();
        PublicKey peerKey = KeyFactory.getInstance(X25519).generatePublic(new X509EncodedKeySpec(encoded));
        KeyAgreement agreement = KeyAgreement.getInstance(X25519);
        agreement.init(own);
        agreement.doPhase(peerKey, true);
        byte[] shared = agreement.generateSecret();
        byte[] secret = ByteBuffer.allocate(3 * Profile.POINT)
                .put(ephemeral)
                .put(recipient)
                .put(shared)
                .array();
        try {
            return new ErasableKey("AES", Hkdf.derive(secret, new byte[0], INFO, KEY_ENCRYPTION_KEY));
        } finally {
            Arrays.fill(shared, (byte) 0);
            Arrays.fill(secret, (byte) 0);
        }
    }

    @Override
    public String toString() {
        return "SessionKeyWrap";
    }
}
