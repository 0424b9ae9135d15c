package dev.teerex.bb.install;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Finds one regular file in a tar stream (POSIX.1-1988 ustar, "pax" section "ustar Interchange Format"). No library:
 * one file under a short, exact name is wanted, no link is followed, and nothing else of the archive is ever written.
 * Extended headers, which carry names longer than 256 bytes, are passed over like any other entry.
 */
final class TarFile {
    private static final int BLOCK = 512;
    private static final int SIZE_FIELD = 124;
    private static final int CHECKSUM_FIELD = 148;
    private static final int TYPE_FIELD = 156;
    private static final int MAGIC_FIELD = 257;
    private static final int PREFIX_FIELD = 345;

    private TarFile() {}

    /**
     * Reads on to the content of a file.
     *
     * @param tar the archive; afterwards its next byte is the file's first one
     * @param name the file's name, exactly
     * @param limit how many bytes may be read before the file is found
     * @return the file's size in bytes
     * @throws IOException when the file is not there within the limit, or this is no tar archive
     */
    static long find(InputStream tar, String name, long limit) throws IOException {
        long left = limit;
        byte[] header = tar.readNBytes(BLOCK);
        while (header.length == BLOCK && header[0] != 0) {
            check(header);
            long size = octal(header, SIZE_FIELD, 12);
            boolean regular = header[TYPE_FIELD] == '0' || header[TYPE_FIELD] == 0;
            if (regular && name.equals(name(header))) {
                return size;
            }
            long padded = (size + BLOCK - 1) / BLOCK * BLOCK;
            left -= BLOCK + padded;
            if (left < 0) {
                throw new IOException("it is larger than any such package");
            }
            tar.skipNBytes(padded);
            header = tar.readNBytes(BLOCK);
        }
        if (header.length < BLOCK) {
            throw new EOFException("it ends too early");
        }
        throw new IOException("it does not hold " + name);
    }

    private static void check(byte[] header) throws IOException {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            boolean inChecksum = i >= CHECKSUM_FIELD && i < CHECKSUM_FIELD + 8;
            sum += inChecksum ? ' ' : header[i] & 0xff;
        }
        if (sum != octal(header, CHECKSUM_FIELD, 8)) {
            throw new IOException("it is no tar archive");
        }
    }

    private static String name(byte[] header) {
        boolean posix = text(header, MAGIC_FIELD, 6).equals("ustar");
        String prefix = posix ? text(header, PREFIX_FIELD, 155) : "";
        return (prefix.isEmpty() ? "" : prefix + "/") + text(header, 0, 100);
    }

    private static String text(byte[] header, int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, StandardCharsets.UTF_8);
    }

    private static long octal(byte[] header, int from, int length) throws IOException {
        String digits = text(header, from, length).strip();
        if (!digits.matches("[0-7]{1,12}")) {
            throw new IOException("it is no tar archive");
        }
        return Long.parseLong(digits, 8);
    }
}
