package dev.teerex.eif;

import java.nio.ByteBuffer;

/**
 * Where one section lies in its file.
 *
 * @param type its kind
 * @param name what to call it: its kind, and for ramdisks also their number from 0, such as {@code ramdisk1}
 * @param offset the offset of the section's header in the file, in bytes
 * @param size the size of its data, in bytes, without the header
 */
public record Section(SectionType type, String name, long offset, long size) {
    /** The size of a section's header: type and flags of 2 bytes, data size of 8. */
    static final int HEADER_SIZE = 12;

    /** Returns the offset of the section's data in the file, in bytes. */
    public long dataOffset() {
        return offset + HEADER_SIZE;
    }

    /** Returns the offset of the first byte after the section's data. */
    long end() {
        return dataOffset() + size;
    }

    byte[] header() {
        return ByteBuffer.allocate(HEADER_SIZE)
                .putShort((short) type.number())
                .putShort((short) 0)
                .putLong(size)
                .array();
    }
}
