package dev.teerex.openpgp;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;

/** Whole messages in memory, for tests that need no stream. */
final class Messages {
    private Messages() {}

    static byte[] encrypt(byte[] plaintext, RecipientKey recipient) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        Encryption.encrypt(message, recipient, TestKey.RANDOM, plaintext.length, out -> out.write(plaintext));
        return message.toByteArray();
    }

    static byte[] decrypt(byte[] message, RecipientKeyPair keyPair) throws IOException {
        return decrypt(message, keyPair, Long.MAX_VALUE);
    }

    static byte[] decrypt(byte[] message, RecipientKeyPair keyPair, long maxPlaintext) throws IOException {
        try (InputStream in = Decryption.decrypt(new ByteArrayInputStream(message), keyPair, maxPlaintext)) {
            return in.readAllBytes();
        }
    }

    static byte[] concatenate(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    static byte[] content(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return content;
    }
}
