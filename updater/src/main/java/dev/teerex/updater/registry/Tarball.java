package dev.teerex.updater.registry;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * Digests of files inside a package archive, computed while it streams by (POSIX.1-2001 "ustar" and "pax" formats, and
 * GNU's long names). Nothing is unpacked.
 */
final class Tarball {
    private static final int BLOCK = 512;
    private static final long LARGEST_UNPACKED = 4L * 1024 * 1024 * 1024;
    private static final int LARGEST_EXTENSION = 64 * 1024;

    private final InputStream in;
    private long left = LARGEST_UNPACKED;

    private Tarball(InputStream in) {
        this.in = in;
    }

    /**
     * Reads an archive to its end.
     *
     * @param tgz the packed archive; read to the end, so that a digest of it is complete
     * @param wanted paths in the archive
     * @return SHA-256 in hexadecimal of each wanted file that is there
     * @throws IOException when it cannot be read, is no archive, is too large, or has a wanted file twice
     */
    static Map<String, String> sha256(InputStream tgz, Set<String> wanted) throws IOException {
        Map<String, String> digests = new HashMap<>();
        new Tarball(new GZIPInputStream(tgz, 64 * 1024)).read(wanted, digests);
        tgz.transferTo(OutputStream.nullOutputStream());
        return digests;
    }

    private void read(Set<String> wanted, Map<String, String> digests) throws IOException {
        Optional<String> longName = Optional.empty();
        byte[] header = new byte[BLOCK];
        while (readBlock(header)) {
            if (isZero(header)) {
                continue;
            }
            long size = octal(header, 124, 12);
            char type = (char) (header[156] & 0xff);
            if (type == 'x' || type == 'L') {
                byte[] extension = content(size);
                longName = type == 'L' ? Optional.of(text(extension, 0, extension.length)) : paxPath(extension);
                continue;
            }
            String name = longName.orElseGet(() -> ustarName(header));
            longName = Optional.empty();
            boolean regular = type == '0' || type == 0;
            if (regular && wanted.contains(name)) {
                if (digests.put(name, digest(size)) != null) {
                    throw new IOException(name + " is there twice");
                }
            } else {
                skip(size);
            }
        }
    }

    private static String ustarName(byte[] header) {
        String name = text(header, 0, 100);
        String prefix = text(header, 257, 5).equals("ustar") ? text(header, 345, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    /** A pax extension is a list of {@code "<length> <key>=<value>\n"}. */
    private static Optional<String> paxPath(byte[] extension) {
        for (String line : new String(extension, StandardCharsets.UTF_8).split("\n", -1)) {
            int key = line.indexOf(" path=");
            if (key > 0 && line.substring(0, key).matches("[0-9]+")) {
                return Optional.of(line.substring(key + " path=".length()));
            }
        }
        return Optional.empty();
    }

    private boolean readBlock(byte[] block) throws IOException {
        int n = in.readNBytes(block, 0, BLOCK);
        if (n != 0 && n != BLOCK) {
            throw new EOFException("the archive ends inside a header");
        }
        return n == BLOCK && count(BLOCK);
    }

    private boolean count(long bytes) throws IOException {
        left -= bytes;
        if (left < 0) {
            throw new IOException("the archive unpacks to more than " + LARGEST_UNPACKED + " bytes");
        }
        return true;
    }

    private byte[] content(long size) throws IOException {
        if (size > LARGEST_EXTENSION) {
            throw new IOException("a name extension has " + size + " bytes");
        }
        byte[] content = in.readNBytes((int) size);
        if (content.length != size) {
            throw new EOFException("the archive ends inside a name");
        }
        skipPadding(size);
        return content;
    }

    private String digest(long size) throws IOException {
        MessageDigest sha256;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
        consume(size, sha256);
        skipPadding(size);
        return HexFormat.of().formatHex(sha256.digest());
    }

    private void consume(long size, MessageDigest digest) throws IOException {
        count(size);
        byte[] buffer = new byte[64 * 1024];
        for (long rest = size; rest > 0; ) {
            int n = in.read(buffer, 0, (int) Math.min(buffer.length, rest));
            if (n < 0) {
                throw new EOFException("the archive ends inside a file");
            }
            digest.update(buffer, 0, n);
            rest -= n;
        }
    }

    private void skip(long size) throws IOException {
        count(size);
        in.skipNBytes(size);
        skipPadding(size);
    }

    private void skipPadding(long size) throws IOException {
        in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
    }

    private static boolean isZero(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private static long octal(byte[] header, int from, int length) throws IOException {
        String digits = text(header, from, length).strip();
        if (!digits.matches("[0-7]{1,12}")) {
            throw new IOException("a header has no size");
        }
        return Long.parseLong(digits, 8);
    }

    private static String text(byte[] bytes, int from, int length) {
        int end = from;
        while (end < from + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }
}
