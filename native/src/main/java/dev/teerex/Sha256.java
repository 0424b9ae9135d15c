package dev.teerex;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** SHA-256 as it is written in reports and locks: 64 digits of lower-case hex. */
public final class Sha256 {
    private static final int BUFFER = 128 * 1024;

    private Sha256() {}

    /** Returns a fresh computation. */
    public static MessageDigest start() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    /** Ends a computation and returns its value. */
    public static String finish(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Returns the value for these bytes. */
    public static String hex(byte[] bytes) {
        MessageDigest digest = start();
        digest.update(bytes);
        return finish(digest);
    }

    /** Returns the value for a text in UTF-8. */
    public static String ofText(String text) {
        return hex(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns the value for a file.
     *
     * @throws IOException when it cannot be read
     */
    public static String ofFile(Path file) throws IOException {
        MessageDigest digest = start();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
        } finally {
            // It may be a witness.
            Arrays.fill(buffer, (byte) 0);
        }
        return finish(digest);
    }
}
