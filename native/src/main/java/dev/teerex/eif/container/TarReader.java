package dev.teerex.eif.container;

import dev.teerex.eif.EifException;
import dev.teerex.eif.EifException.Code;
import dev.teerex.eif.ramdisk.FileSlice;
import dev.teerex.eif.ramdisk.Permissions;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads tar archives (POSIX.1-2017 pax and ustar, and GNU's long names), as container images are made of. It trusts
 * nothing: every failure is an {@link EifException}, with the offset in the archive. Sparse files are not supported.
 */
final class TarReader implements AutoCloseable {
    private static final int BLOCK = 512;
    private static final int MAX_EXTENSION = 64 << 10;
    private static final String SPARSE = "GNU.sparse.";

    private final FileSlice archive;
    private final InputStream in;
    private long position;

    TarReader(FileSlice archive) {
        this.archive = archive;
        try {
            this.in = new BufferedInputStream(archive.open());
        } catch (IOException e) {
            throw EifException.unreadable(archive.path(), e);
        }
    }

    /** Returns the next member, empty at the end. */
    Optional<TarEntry> next() {
        try {
            Map<String, String> extensions = new HashMap<>();
            while (true) {
                if (position == archive.size()) {
                    return Optional.empty();
                }
                long start = position;
                byte[] header = take(BLOCK);
                if (Arrays.equals(header, new byte[BLOCK])) {
                    return Optional.empty();
                }
                requireChecksum(header, start);
                char type = (char) (header[156] & 0xff);
                switch (type) {
                    case 'x', 'g' -> {
                        Map<String, String> records = pax(extension(header, start), start);
                        if (type == 'x') {
                            extensions.putAll(records);
                        } else if (!records.isEmpty()) {
                            throw EifException.at(
                                    Code.UNSUPPORTED, start, "the archive has names or sizes for all its members");
                        }
                    }
                    case 'L' -> extensions.put("path", untilNul(extension(header, start), start));
                    case 'K' -> extensions.put("linkpath", untilNul(extension(header, start), start));
                    default -> {
                        return Optional.of(member(header, type, extensions, start));
                    }
                }
            }
        } catch (EOFException e) {
            throw malformed(position, "it ends inside a member");
        } catch (IOException e) {
            throw EifException.unreadable(archive.path(), e);
        }
    }

    private TarEntry member(byte[] header, char type, Map<String, String> extensions, long start) throws IOException {
        String name = text(header, 0, 100, start);
        boolean ustar = text(header, 257, 5, start).equals("ustar") && header[262] == 0;
        if (ustar && header[345] != 0) {
            name = text(header, 345, 155, start) + "/" + name;
        }
        name = extensions.getOrDefault("path", name);
        String linkName = extensions.getOrDefault("linkpath", text(header, 157, 100, start));
        char kind = type == '\0' || type == '7' ? TarEntry.REGULAR_FILE : type;
        if (kind == TarEntry.REGULAR_FILE && name.endsWith("/")) {
            kind = TarEntry.DIRECTORY;
        }
        long announced = number(header, 124, 12, extensions.get("size"), start);
        // Links and folders have no data, whatever size their headers give (POSIX.1-2017, pax, "size").
        long size = kind == TarEntry.HARD_LINK || kind == TarEntry.SYMBOLIC_LINK || kind == TarEntry.DIRECTORY
                ? 0
                : announced;
        if (size > archive.size() - position) {
            throw malformed(start, "a member is longer than what is left");
        }
        long uid = number(header, 108, 8, extensions.get("uid"), start);
        long gid = number(header, 116, 8, extensions.get("gid"), start);
        if (uid > 0xffff_ffffL || gid > 0xffff_ffffL) {
            throw malformed(start, "an owner's number is larger than 32 bits");
        }
        int mode = (int) number(header, 100, 8, null, start) & 07777;
        FileSlice content = archive.part(position, size);
        skip(size);
        return new TarEntry(kind, name, linkName, new Permissions(mode, uid, gid), content);
    }

    private byte[] extension(byte[] header, long start) throws IOException {
        long size = number(header, 124, 12, null, start);
        if (size > MAX_EXTENSION) {
            throw EifException.at(Code.TOO_LARGE, start, "a member's extended header has " + size + " bytes");
        }
        byte[] bytes = take((int) size);
        skip(0);
        return bytes;
    }

    /** Returns the records that are of use; each is {@code "LENGTH KEY=VALUE\n"}. */
    private static Map<String, String> pax(byte[] bytes, long start) {
        Map<String, String> records = new HashMap<>();
        for (int from = 0; from < bytes.length; ) {
            int length = 0;
            int at = from;
            while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9' && length <= MAX_EXTENSION) {
                length = length * 10 + bytes[at++] - '0';
            }
            int end = from + length;
            int equals = at;
            while (equals < bytes.length && bytes[equals] != '=') {
                equals++;
            }
            if (end > bytes.length || equals >= end || bytes[at] != ' ' || bytes[end - 1] != '\n') {
                throw malformed(start, "a pax record is damaged");
            }
            String key = new String(bytes, at + 1, equals - at - 1, StandardCharsets.UTF_8);
            switch (key) {
                case "path", "linkpath", "size", "uid", "gid" ->
                    records.put(key, text(bytes, equals + 1, end - equals - 2, start));
                default -> {
                    if (key.startsWith(SPARSE)) {
                        throw EifException.at(Code.UNSUPPORTED, start, "the archive has a sparse file");
                    }
                }
            }
            from = end;
        }
        return records;
    }

    private static void requireChecksum(byte[] header, long start) {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
        }
        if (sum != number(header, 148, 8, null, start)) {
            throw malformed(start, "a header has a wrong checksum");
        }
    }

    /** A decimal extension if there is one; else octal digits, or with the first bit set a big-endian number. */
    private static long number(byte[] header, int from, int length, @Nullable String extension, long start) {
        if (extension != null) {
            if (!extension.matches("[0-9]{1,18}")) {
                throw malformed(start, "a pax number is damaged");
            }
            return Long.parseLong(extension);
        }
        long value = 0;
        if (header[from] < 0) {
            for (int i = from; i < from + length; i++) {
                int digit = i == from ? header[i] & 0x7f : header[i] & 0xff;
                if (value > Long.MAX_VALUE >> 8) {
                    throw malformed(start, "a number is too large");
                }
                value = value << 8 | digit;
            }
            return value;
        }
        String digits = text(header, from, length, start).strip();
        if (!digits.matches("[0-7]*")) {
            throw malformed(start, "a number is not octal");
        }
        return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    }

    private static String untilNul(byte[] bytes, long start) {
        return text(bytes, 0, bytes.length, start);
    }

    private static String text(byte[] bytes, int from, int length, long start) {
        int end = from;
        while (end < from + length && bytes[end] != 0) {
            end++;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, end - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed(start, "a name is not UTF-8");
        }
    }

    private byte[] take(int count) throws IOException {
        if (count > archive.size() - position) {
            throw malformed(position, "it ends inside a member");
        }
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw malformed(position, "it ends inside a member");
        }
        position += count;
        return bytes;
    }

    /** Goes over data, and to the next block; the last one need not be whole. */
    private void skip(long count) throws IOException {
        long end = position + count;
        end = Math.min(archive.size(), end + Math.floorMod(-end, (long) BLOCK));
        in.skipNBytes(end - position);
        position = end;
    }

    private static EifException malformed(long offset, String why) {
        return EifException.at(Code.BAD_CONTAINER_IMAGE, offset, "the tar archive is malformed: " + why);
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw EifException.unreadable(archive.path(), e);
        }
    }
}
