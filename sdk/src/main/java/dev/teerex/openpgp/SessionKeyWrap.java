package dev.teerex.openpgp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.jspecify.annotations.Nullable;

/**
 * The session key as an X25519 recipient gets it: RFC 9580, section 5.1.6.
 *
 * <p>X25519 is Bouncy Castle's: a recipient's key is made by it, so it is loaded; it takes half as long as the JDK's once compiled,
 * less before, and leaves no key object behind that cannot be overwritten.
 *
 * @param ephemeral the sender's one-time public key, 32 bytes
 * @param wrapped the session key, wrapped, 40 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; handed from the packet to the unwrapping and forgotten.
record SessionKeyWrap(byte[] ephemeral, byte[] wrapped) {
    private static final byte[] INFO = "OpenPGP X25519".getBytes(StandardCharsets.US_ASCII);

    private static final int KEY_ENCRYPTION_KEY = 16;

    /**
     * Wraps a session key for the recipient under a new one-time key.
     *
     * @throws OpenPgpException when the recipient's key is one of the few without strength
     */
    static SessionKeyWrap wrap(ErasableKey sessionKey, byte[] recipient, SecureRandom random)
            throws GeneralSecurityException {
        byte[] oneTime = new byte[Profile.POINT];
        byte[] ephemeral = new byte[Profile.POINT];
        X25519.generatePrivateKey(random, oneTime);
        X25519.generatePublicKey(oneTime, 0, ephemeral, 0);
        byte[] secret = sessionKey.getEncoded();
        try (ErasableKey kek =
                keyEncryptionKey(oneTime, recipient, ephemeral, recipient).orElseThrow(SessionKeyWrap::weakRecipient)) {
            return new SessionKeyWrap(
                    ephemeral, keyWrap(Cipher.ENCRYPT_MODE, kek).doFinal(secret));
        } finally {
            Arrays.fill(oneTime, (byte) 0);
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
        try (ErasableKey kek = keyEncryptionKey(scalar, ephemeral, ephemeral, recipient)
                .orElseThrow(() -> tampered("the sender's one-time key is a point of small order", null))) {
            return new ErasableKey("AES", keyWrap(Cipher.DECRYPT_MODE, kek).doFinal(wrapped));
        } catch (IllegalBlockSizeException | BadPaddingException e) {
            throw tampered("the wrapped session key does not check", e);
        }
    }

    private static OpenPgpException weakRecipient() {
        return new OpenPgpException(
                OpenPgpException.Code.UNSUPPORTED_PROFILE,
                "the recipient's key is a point of small order, which protects nothing: its owner has to make another");
    }

    private static OpenPgpException tampered(String what, @Nullable GeneralSecurityException cause) {
        return new OpenPgpException(
                OpenPgpException.Code.TAMPERED, what + ": encrypt and send the message again", cause);
    }

    private static Cipher keyWrap(int mode, ErasableKey kek) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/KW/NoPadding");
        cipher.init(mode, kek);
        return cipher;
    }

    /** Returns the key that both sides can derive; empty when the peer's point is of small order (RFC 7748, section 6.1). */
    private static Optional<ErasableKey> keyEncryptionKey(
            byte[] scalar, byte[] peer, byte[] ephemeral, byte[] recipient) throws GeneralSecurityException {
        byte[] shared = new byte[Profile.POINT];
        if (!X25519.calculateAgreement(scalar, 0, peer, 0, shared, 0)) {
            return Optional.empty();
        }
        byte[] secret = ByteBuffer.allocate(3 * Profile.POINT)
                .put(ephemeral)
                .put(recipient)
                .put(shared)
                .array();
        try {
            return Optional.of(new ErasableKey("AES", Hkdf.derive(secret, new byte[0], INFO, KEY_ENCRYPTION_KEY)));
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
