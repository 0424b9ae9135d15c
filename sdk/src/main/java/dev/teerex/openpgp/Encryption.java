package dev.teerex.openpgp;

import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import org.bouncycastle.bcpg.BCPGOutputStream;
import org.bouncycastle.bcpg.PacketTags;

/**
 * Encrypts to a recipient, in a stream: whatever the size of the message, less than half a mebibyte is held.
 *
 * <p>The plaintext is written by a {@link PlaintextWriter} rather than into a stream that the caller closes, because
 * closing a stream after a failure looks the same as closing it at the end: the recipient would take half a plaintext
 * for a whole one. When the writer throws, the message lacks its last authentication tag, and every recipient refuses it.
 *
 * <p>Stateless and thread-safe.
 */
public final class Encryption {
    /** The largest body that a definite length can announce: RFC 9580, section 4.2.1.4. */
    private static final long MAX_BODY = 0xFFFF_FFFFL;

    private Encryption() {}

    /**
     * Encrypts a plaintext. The message is {@link #messageLength} bytes long.
     *
     * @param message where the binary message goes; flushed, not closed
     * @param recipient to whom
     * @param random where the session key, the salt and the one-time key come from
     * @param length the length of the plaintext in bytes, see {@link #messageLength}
     * @param plaintext writes the plaintext
     * @throws IOException when the message cannot be written, or the plaintext's writer throws it
     * @throws OpenPgpException with {@link OpenPgpException.Code#LENGTH_MISMATCH} when more or less than {@code length}
     *     bytes are written; the message is then without its end
     * @throws IllegalArgumentException when no definite length can announce such a message
     */
    public static void encrypt(
            OutputStream message, RecipientKey recipient, SecureRandom random, long length, PlaintextWriter plaintext)
            throws IOException {
        long outerBody = seipdBody(length);
        long innerBody = Profile.LITERAL_HEADER + length;
        byte[] salt = random(random, Profile.SALT);
        try (ErasableKey sessionKey = new ErasableKey("AES", random(random, Profile.SESSION_KEY));
                ChunkCipher cipher = new ChunkCipher(Cipher.ENCRYPT_MODE, sessionKey, salt)) {
            writeSessionKey(message, recipient, SessionKeyWrap.wrap(sessionKey, recipient.point(), random));
            BCPGOutputStream seipd = new BCPGOutputStream(message, PacketTags.SYM_ENC_INTEGRITY_PRO, outerBody);
            seipd.write(
                    new byte[] {Profile.SEIPD_VERSION, (byte) Profile.CIPHER, (byte) Profile.AEAD, Profile.CHUNK_OCTET
                    });
            seipd.write(salt);
            try (ChunkOutputStream chunks = new ChunkOutputStream(seipd, cipher)) {
                BCPGOutputStream literal = new BCPGOutputStream(chunks, PacketTags.LITERAL_DATA, innerBody);
                literal.write(Profile.LITERAL_FORMAT);
                literal.write(new byte[Profile.LITERAL_HEADER - 1]);
                new PlaintextOutputStream(length).pass(plaintext, literal);
                literal.finish();
                chunks.finish();
            }
            seipd.finish();
            message.flush();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks AES or HMAC-SHA256", e);
        }
    }

    /**
     * Returns how long the message for a plaintext is, in bytes.
     *
     * @param length the length of the plaintext in bytes, from 0 to about 4 GiB
     * @throws IllegalArgumentException when no definite length can announce such a message
     */
    public static long messageLength(long length) {
        return packet(Profile.PKESK_BODY) + packet(seipdBody(length));
    }

    private static long seipdBody(long length) {
        if (length < 0 || length > MAX_BODY) {
            throw new IllegalArgumentException("a plaintext of " + length + " bytes has no definite length");
        }
        long literal = packet(Profile.LITERAL_HEADER + length);
        long chunks = (literal + Profile.CHUNK - 1) / Profile.CHUNK;
        long body = Profile.SEIPD_HEADER + literal + (chunks + 1) * Profile.TAG;
        if (body > MAX_BODY) {
            throw new IllegalArgumentException("a plaintext of " + length + " bytes has no definite length");
        }
        return body;
    }

    /** RFC 9580, section 4.2.1: the packet type, then a length in one, two or five octets, then the body. */
    private static long packet(long body) {
        return 1 + (body < 192 ? 1 : body < 8384 ? 2 : 5) + body;
    }

    private static void writeSessionKey(OutputStream message, RecipientKey recipient, SessionKeyWrap wrap)
            throws IOException {
        BCPGOutputStream pkesk =
                new BCPGOutputStream(message, PacketTags.PUBLIC_KEY_ENC_SESSION, (long) Profile.PKESK_BODY);
        pkesk.write(Profile.PKESK_VERSION);
        pkesk.write(1 + Profile.FINGERPRINT);
        pkesk.write(Profile.KEY_VERSION);
        pkesk.write(recipient.subkeyFingerprintBytes());
        pkesk.write(Profile.SUBKEY_ALGORITHM);
        pkesk.write(wrap.ephemeral());
        pkesk.write(wrap.wrapped().length);
        pkesk.write(wrap.wrapped());
        pkesk.finish();
    }

    private static byte[] random(SecureRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
