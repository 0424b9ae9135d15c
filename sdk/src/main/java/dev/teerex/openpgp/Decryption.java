package dev.teerex.openpgp;

import static dev.teerex.openpgp.OpenPgpException.Code.TRUNCATED;
import static dev.teerex.openpgp.OpenPgpException.Code.UNSUPPORTED_PROFILE;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import org.bouncycastle.bcpg.PacketTags;

/**
 * Decrypts with a recipient's key pair, in a stream: whatever the size of the message, one chunk of 256 KiB is held.
 * Stateless and thread-safe; the streams it returns are not.
 */
public final class Decryption {
    private Decryption() {}

    /**
     * Begins to decrypt a message: reads the session key, and leaves the rest to the stream that is returned.
     *
     * <p>That stream returns only bytes whose authentication tag has been checked. Only its end (-1) says that the
     * plaintext is whole and that nothing followed: whoever acts on the plaintext before has to be able to take it back.
     * It throws {@link OpenPgpException} when the message turns out to be bad and {@link IOException} when it cannot be
     * read; after either it throws at every further read. It must be closed, which overwrites the keys and the chunk
     * that it holds and closes {@code message}.
     *
     * @param message a binary message, read to its end; must block until bytes are there; not closed if this method throws
     * @param keyPair whose message it is; not needed any more when this method returns
     * @param maxPlaintext how many bytes of plaintext to accept at most
     * @throws OpenPgpException when the message is not of the profile, encrypted to another key, malformed, tampered with
     *     or cut, as far as that is seen in its beginning
     * @throws IOException when the message cannot be read
     * @throws IllegalStateException when the key pair is destroyed
     */
    public static InputStream decrypt(InputStream message, RecipientKeyPair keyPair, long maxPlaintext)
            throws IOException {
        SessionKeyWrap wrap = readSessionKey(message, keyPair.publicKey());
        PacketInputStream seipd =
                PacketInputStream.open(message, PacketTags.SYM_ENC_INTEGRITY_PRO, "encrypted data (SEIPD)", TRUNCATED);
        byte[] suite = seipd.readFully(4);
        if (!Arrays.equals(suite, Arrays.copyOfRange(Profile.associatedData(), 1, 5))) {
            throw new OpenPgpException(
                    UNSUPPORTED_PROFILE,
                    "the data is not encrypted as SEIPD version 2 with AES-256, GCM and chunks of 256 KiB");
        }
        byte[] salt = seipd.readFully(Profile.SALT);
        try (ErasableKey sessionKey = keyPair.unwrap(wrap)) {
            ChunkCipher cipher = new ChunkCipher(Cipher.DECRYPT_MODE, sessionKey, salt);
            return new LiteralInputStream(new ChunkInputStream(message, seipd, cipher), maxPlaintext);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks X25519, AES or HMAC-SHA256", e);
        }
    }

    private static SessionKeyWrap readSessionKey(InputStream message, RecipientKey recipient) throws IOException {
        PacketInputStream pkesk =
                PacketInputStream.open(message, PacketTags.PUBLIC_KEY_ENC_SESSION, "session key (PKESK)", TRUNCATED);
        require(pkesk.remaining() == Profile.PKESK_BODY);
        ByteBuffer body = ByteBuffer.wrap(pkesk.readFully(Profile.PKESK_BODY));
        require(body.get() == Profile.PKESK_VERSION);
        require(body.get() == 1 + Profile.FINGERPRINT && body.get() == Profile.KEY_VERSION);
        byte[] fingerprint = next(body, Profile.FINGERPRINT);
        require(body.get() == Profile.SUBKEY_ALGORITHM);
        byte[] ephemeral = next(body, Profile.POINT);
        require(body.get() == Profile.WRAPPED_SESSION_KEY);
        if (!Arrays.equals(fingerprint, recipient.subkeyFingerprintBytes())) {
            throw OpenPgpException.wrongKey(RecipientKey.hex(fingerprint));
        }
        return new SessionKeyWrap(ephemeral, next(body, Profile.WRAPPED_SESSION_KEY));
    }

    private static byte[] next(ByteBuffer body, int length) {
        byte[] bytes = new byte[length];
        body.get(bytes);
        return bytes;
    }

    private static void require(boolean asInTheProfile) {
        if (!asInTheProfile) {
            throw new OpenPgpException(
                    UNSUPPORTED_PROFILE, "the session key is not encrypted (PKESK v6) to a v4 key with X25519");
        }
    }
}
