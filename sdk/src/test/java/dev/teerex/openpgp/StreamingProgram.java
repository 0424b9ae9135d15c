package dev.teerex.openpgp;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Encrypts zeros into a file and decrypts them from there; run by {@link StreamingTest} in a small heap. */
final class StreamingProgram {
    private static final byte[] BLOCK = new byte[10_000];

    private StreamingProgram() {}

    /** Arguments: the file; how many blocks of 10,000 bytes. */
    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        int blocks = Integer.parseInt(args[1]);
        long length = (long) blocks * BLOCK.length;
        RecipientKeyPair pair = RecipientKeyPair.generate(TestKey.RANDOM, TestKey.CLOCK);
        PlaintextWriter writer = out -> {
            for (int i = 0; i < blocks; i++) {
                out.write(BLOCK);
            }
        };
        try (OutputStream message = new BufferedOutputStream(Files.newOutputStream(file))) {
            Encryption.encrypt(message, pair.publicKey(), TestKey.RANDOM, length, writer);
        }
        try (InputStream message = new BufferedInputStream(Files.newInputStream(file));
                InputStream plaintext = Decryption.decrypt(message, pair, length)) {
            for (int i = 0; i < blocks; i++) {
                if (!Arrays.equals(BLOCK, plaintext.readNBytes(BLOCK.length))) {
                    throw new IllegalStateException("block " + i + " differs");
                }
            }
            if (plaintext.read() >= 0) {
                throw new IllegalStateException("more than was encrypted");
            }
        }
    }
}
