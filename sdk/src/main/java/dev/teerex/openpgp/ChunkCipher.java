package dev.teerex.openpgp;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * The chunks of one SEIPD version 2 packet in their order, encrypted or decrypted in place: RFC 9580, section 5.13.2.
 * Not thread-safe.
 */
final class ChunkCipher implements AutoCloseable {
    private static final int MESSAGE_KEY = 32;
    private static final int IV = 4;

    private final int mode;
    private final Cipher cipher;
    private final ErasableKey messageKey;
    private final byte[] iv;
    private long index;
    private long plaintextLength;

    /**
     * Derives the message key.
     *
     * @param mode {@link Cipher#ENCRYPT_MODE} or {@link Cipher#DECRYPT_MODE}
     * @param sessionKey the session key; the caller still owns it
     * @param salt the salt of the packet
     */
    ChunkCipher(int mode, Key sessionKey, byte[] salt) throws GeneralSecurityException {
        this.mode = mode;
        this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
        byte[] secret = sessionKey.getEncoded();
        byte[] material = Hkdf.derive(secret, salt, Profile.associatedData(), MESSAGE_KEY + IV);
        this.messageKey = new ErasableKey("AES", Arrays.copyOf(material, MESSAGE_KEY));
        this.iv = Arrays.copyOfRange(material, MESSAGE_KEY, material.length);
        Arrays.fill(secret, (byte) 0);
        Arrays.fill(material, (byte) 0);
    }

    /** Encrypts the first bytes of the buffer in place, and returns how many bytes it now holds: {@code length + 16}. */
    int encrypt(byte[] buffer, int length) throws GeneralSecurityException {
        plaintextLength += length;
        return next(Profile.associatedData()).doFinal(buffer, 0, length, buffer, 0);
    }

    /**
     * Checks and decrypts the first bytes of the buffer in place, and returns how many bytes of plaintext it now holds.
     *
     * @throws AEADBadTagException when the tag does not match; the buffer's content must not be used
     */
    int decrypt(byte[] buffer, int length) throws GeneralSecurityException {
        int plaintext = next(Profile.associatedData()).doFinal(buffer, 0, length, buffer, 0);
        plaintextLength += plaintext;
        return plaintext;
    }

    /** Returns the last tag, which says how long the whole plaintext is. */
    byte[] lastTag() throws GeneralSecurityException {
        return next(lastAssociatedData()).doFinal();
    }

    /**
     * Checks the last tag.
     *
     * @throws AEADBadTagException when it does not match
     */
    void checkLastTag(byte[] buffer, int offset) throws GeneralSecurityException {
        next(lastAssociatedData()).doFinal(buffer, offset, Profile.TAG);
    }

    private byte[] lastAssociatedData() {
        byte[] data = Profile.associatedData();
        return ByteBuffer.allocate(data.length + Long.BYTES)
                .put(data)
                .putLong(plaintextLength)
                .array();
    }

    private Cipher next(byte[] associatedData) throws GeneralSecurityException {
        byte[] nonce =
                ByteBuffer.allocate(IV + Long.BYTES).put(iv).putLong(index++).array();
        cipher.init(mode, messageKey, new GCMParameterSpec(Profile.TAG * Byte.SIZE, nonce));
        cipher.updateAAD(associatedData);
        return cipher;
    }

    @Override
    public void close() {
        messageKey.destroy();
    }
}
