package dev.teerex.bb.install;

import dev.teerex.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/** Makes npm archives: tar files in the ustar format, compressed. */
final class Archive {
    private static final int BLOCK = 512;

    private final ByteArrayOutputStream tar = new ByteArrayOutputStream();

    /** Adds a regular file. */
    Archive file(String name, byte[] content) {
        return entry(name, '0', content.length, content);
    }

    /** Adds an entry of any type, whose header may lie about its size. */
    Archive entry(String name, char type, long statedSize, byte[] content) {
        byte[] header = new byte[BLOCK];
        put(header, 0, name);
        put(header, 100, "0000755");
        put(header, 124, String.format(Locale.ROOT, "%011o", statedSize));
        put(header, 148, "        ");
        header[156] = (byte) type;
        put(header, 157, type == '2' ? "/etc/passwd" : "");
        put(header, 257, "ustar\00000");
        int sum = 0;
        for (byte each : header) {
            sum += each & 0xff;
        }
        put(header, 148, String.format(Locale.ROOT, "%06o\0", sum));
        tar.writeBytes(header);
        tar.writeBytes(Arrays.copyOf(content, (content.length + BLOCK - 1) / BLOCK * BLOCK));
        return this;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    /** Returns the tar file, ended as the format wants it. */
    byte[] tar() {
        return Arrays.copyOf(tar.toByteArray(), tar.size() + 2 * BLOCK);
    }

    /** Returns the compressed archive. */
    byte[] tgz() {
        return gzip(tar());
    }

    static byte[] gzip(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static Integrity integrity(byte[] archive) {
        MessageDigest sha512 = Integrity.sha512();
        sha512.update(archive);
        return Integrity.of(sha512);
    }

    static String sha256(byte[] content) {
        MessageDigest sha256 = Sha256.start();
        sha256.update(content);
        return Sha256.finish(sha256);
    }
}
