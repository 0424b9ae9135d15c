package dev.teerex.eif.ramdisk;

import dev.teerex.eif.EifException;
import dev.teerex.eif.EifException.Code;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Reads the names in a ramdisk as the kernel does: cpio archives in the newc format, one after the other with zeros
 * between, or all of it packed by gzip. It trusts nothing: every failure is an {@link EifException}, with the offset in
 * the unpacked data. Not thread-safe.
 */
public final class CpioReader implements AutoCloseable {
    private static final int HEADER_SIZE = 110;
    private static final int FIELD = 8;
    private static final long ALIGNMENT = 4;
    private static final int MAX_NAME = 4096;
    private static final int BUFFER = 64 << 10;

    private final InputStream in;
    private final long maxBytes;
    private final int maxEntries;
    private long position;
    private Region data;
    private long dataEnd;
    private int entries;
    private boolean insideArchive;

    /**
     * Begins to read.
     *
     * @param ramdisk the data of a ramdisk; closed by {@link #close}
     * @param maxBytes how many bytes to read at most, unpacked
     * @param maxEntries how many names to read at most
     * @throws EifException if the ramdisk is packed in another way than by gzip
     */
    public CpioReader(InputStream ramdisk, long maxBytes, int maxEntries) {
        this.maxBytes = maxBytes;
        this.maxEntries = maxEntries;
        this.in = unpacked(ramdisk);
        this.data = new Region(in, 0);
    }

    private static InputStream unpacked(InputStream ramdisk) {
        BufferedInputStream buffered = new BufferedInputStream(ramdisk, BUFFER);
        try {
            buffered.mark(2);
            int first = buffered.read();
            int second = buffered.read();
            buffered.reset();
            if (first == 0x1f && second == 0x8b) {
                return new BufferedInputStream(new GZIPInputStream(buffered, BUFFER), BUFFER);
            }
            if (first != CpioWriter.MAGIC.charAt(0) && first != 0 && first != -1) {
                throw EifException.at(Code.UNSUPPORTED, 0, "the ramdisk is neither a cpio archive nor one in gzip");
            }
            return buffered;
        } catch (IOException e) {
            throw malformed(0, "the packing is damaged");
        }
    }

    /**
     * Goes to the next name, over the data of the last one.
     *
     * @return the name, empty at the end
     * @throws EifException if the ramdisk is malformed there, or larger than the limits
     */
    public Optional<CpioEntry> next() {
        try {
            position = dataEnd - data.left();
            skip(data.left());
            skip(padding());
            for (int first; (first = firstOfEntry()) >= 0; ) {
                CpioEntry entry = entry(first);
                insideArchive = !entry.name().equals(CpioWriter.TRAILER);
                if (insideArchive) {
                    return Optional.of(entry);
                }
                if (entry.size() != 0) {
                    throw malformed(entry.offset(), "a trailer has data");
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw damaged();
        }
    }

    /**
     * Returns the data of the last name, such as a link's target. It can be asked for once.
     *
     * @param maxBytes how many bytes to hold at most
     * @throws EifException if the data is longer, or the ramdisk ends inside it
     */
    public byte[] content(int maxBytes) {
        if (data.left() > maxBytes) {
            throw EifException.at(
                    Code.TOO_LARGE, position, "a file has more than the " + maxBytes + " bytes asked for");
        }
        try {
            return data.readAllBytes();
        } catch (IOException e) {
            throw damaged();
        }
    }

    /** Zeros may stand only where no archive is begun. */
    private int firstOfEntry() throws IOException {
        int b;
        do {
            bound(1);
            b = in.read();
            position++;
        } while (b == 0 && !insideArchive);
        if (b < 0 && insideArchive) {
            throw malformed(position - 1, "it ends without a trailer");
        }
        return b;
    }

    private CpioEntry entry(int first) throws IOException {
        long offset = position - 1;
        byte[] header = new byte[HEADER_SIZE];
        header[0] = (byte) first;
        readFully(header, 1);
        if (offset % ALIGNMENT != 0
                || !CpioWriter.MAGIC.equals(
                        new String(header, 0, CpioWriter.MAGIC.length(), StandardCharsets.ISO_8859_1))) {
            throw malformed(offset, "an entry does not begin with " + CpioWriter.MAGIC + " at a multiple of 4");
        }
        if (++entries > maxEntries) {
            throw EifException.at(Code.TOO_LARGE, offset, "the ramdisk has more than " + maxEntries + " entries");
        }
        long[] fields = new long[(HEADER_SIZE - CpioWriter.MAGIC.length()) / FIELD];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = hex(header, CpioWriter.MAGIC.length() + i * FIELD, offset);
        }
        long size = fields[6];
        String name = name(fields[11], offset);
        skip(padding());
        bound(size);
        data = new Region(in, size);
        dataEnd = position + size;
        return new CpioEntry(name, (int) fields[1], fields[2], fields[3], fields[0], fields[4], size, offset);
    }

    private static long hex(byte[] header, int from, long offset) {
        long value = 0;
        for (int i = from; i < from + FIELD; i++) {
            int digit = Character.digit(header[i], 16);
            if (digit < 0) {
                throw malformed(offset + i, "a header has a character that is no hexadecimal digit");
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private String name(long size, long offset) throws IOException {
        if (size < 2 || size > MAX_NAME) {
            throw malformed(offset, "a name is empty or longer than " + MAX_NAME + " bytes");
        }
        byte[] bytes = new byte[(int) size];
        readFully(bytes, 0);
        if (bytes[bytes.length - 1] != 0) {
            throw malformed(offset, "a name does not end with NUL");
        }
        byte[] text = Arrays.copyOf(bytes, bytes.length - 1);
        try {
            String name = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text))
                    .toString();
            if (name.indexOf('\0') >= 0) {
                throw malformed(offset, "a name has a NUL inside");
            }
            return name;
        } catch (CharacterCodingException e) {
            throw malformed(offset, "a name is not UTF-8");
        }
    }

    private void readFully(byte[] target, int from) throws IOException {
        bound(target.length - from);
        if (in.readNBytes(target, from, target.length - from) < target.length - from) {
            throw damaged();
        }
        position += target.length - from;
    }

    private void skip(long count) throws IOException {
        bound(count);
        in.skipNBytes(count);
        position += count;
    }

    private long padding() {
        return Math.floorMod(-position, ALIGNMENT);
    }

    private void bound(long count) {
        if (count > maxBytes - position) {
            throw EifException.at(
                    Code.TOO_LARGE, position, "the ramdisk has more than " + maxBytes + " bytes unpacked");
        }
    }

    private EifException damaged() {
        return malformed(position, "it ends inside an entry, or its packing is damaged");
    }

    private static EifException malformed(long offset, String why) {
        return EifException.at(Code.BAD_RAMDISK, offset, "the ramdisk is malformed: " + why);
    }

    /** Closes the ramdisk's data. */
    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw EifException.unreadable("the ramdisk", e);
        }
    }
}
