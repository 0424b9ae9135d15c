package dev.teerex.openpgp;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import javax.crypto.Cipher;

/** What takes the cost of the first decryption off a server's first client. Stateless and thread-safe. */
public final class WarmUp {
    /**
     * The JIT compiles AES-GCM into the processor's own instructions after so many calls, however short they are; calls
     * of a whole chunk would take seconds to get there.
     */
    private static final int CALLS = 5_000;

    private static final int CALL_LENGTH = 1024;

    // Two chunks.
    private static final int MESSAGE_LENGTH = Profile.CHUNK + 1;

    private WarmUp() {}

    /**
     * Encrypts and decrypts a message under a key pair that is thrown away, which loads the cryptographic providers. Worth it once
     * in a process, before it is said to be ready: it shows that this Java runtime can do all of the profile.
     *
     * @param random where the keys come from
     * @param clock tells the time
     * @throws IllegalStateException when the message does not come back as it was
     */
    public static void check(SecureRandom random, Clock clock) {
        RecipientKeyPair keyPair = RecipientKeyPair.generate(random, clock);
        try {
            roundTrip(RecipientKey.parse(keyPair.publicKey().armoured(), clock), keyPair, random);
        } catch (IOException e) {
            throw failure(e);
        } finally {
            keyPair.destroy();
        }
    }

    private static IllegalStateException failure(Exception cause) {
        return new IllegalStateException("this Java runtime cannot encrypt a message and decrypt it again", cause);
    }

    /**
     * Has AES-GCM compiled, which takes some tenths of a second of one processor.
     *
     * @param random where the keys come from
     * @throws IllegalStateException when this Java runtime has no such cipher
     */
    public static void compile(SecureRandom random) {
        byte[] salt = new byte[Profile.SALT];
        byte[] secret = new byte[Profile.SESSION_KEY];
        random.nextBytes(secret);
        byte[] buffer = new byte[CALL_LENGTH + Profile.TAG];
        try (ErasableKey sessionKey = new ErasableKey("AES", secret);
                ChunkCipher encryption = new ChunkCipher(Cipher.ENCRYPT_MODE, sessionKey, salt);
                ChunkCipher decryption = new ChunkCipher(Cipher.DECRYPT_MODE, sessionKey, salt)) {
            for (int i = 0; i < CALLS; i++) {
                decryption.decrypt(buffer, encryption.encrypt(buffer, CALL_LENGTH));
            }
        } catch (GeneralSecurityException e) {
            throw failure(e);
        }
    }

    private static void roundTrip(RecipientKey recipient, RecipientKeyPair keyPair, SecureRandom random)
            throws IOException {
        byte[] plaintext = new byte[MESSAGE_LENGTH];
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        Encryption.encrypt(message, recipient, random, MESSAGE_LENGTH, out -> out.write(plaintext));
        try (InputStream decrypted =
                Decryption.decrypt(new ByteArrayInputStream(message.toByteArray()), keyPair, MESSAGE_LENGTH)) {
            if (!Arrays.equals(plaintext, decrypted.readAllBytes())) {
                throw new IllegalStateException("a message was decrypted to something else: do not use this runtime");
            }
        }
    }
}
