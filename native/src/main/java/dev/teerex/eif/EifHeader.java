package dev.teerex.eif;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The header of an enclave image: what follows it, and where.
 *
 * @param architecture what processor the image is for
 * @param defaultMemory bytes of memory that the image's maker proposes; AWS does not use it
 * @param defaultCpus number of processors that the image's maker proposes; AWS does not use it
 * @param sections the sections in file order
 * @param crc32 the checksum over everything but itself, as an unsigned 32-bit number
 */
public record EifHeader(
        Architecture architecture, long defaultMemory, long defaultCpus, List<Section> sections, long crc32) {
    static final int SIZE = 548;
    static final int MAGIC = 0x2e656966; // ".eif"
    static final int VERSION = 4;
    static final int MAX_SECTIONS = 32;
    static final int OFFSETS_AT = 0x1c;
    static final int SIZES_AT = 0x11c;
    static final int UNUSED_AT = 0x21c;
    static final int CRC_AT = 0x220;

    /** What upstream's builder writes; no loader is known to read it. */
    static final long UPSTREAM_DEFAULT_MEMORY = 0x4000_0000L;

    static final long UPSTREAM_DEFAULT_CPUS = 2;

    /** Makes the value; the list is copied. */
    public EifHeader {
        sections = List.copyOf(sections);
    }

    EifHeader withChecksum(long checksum) {
        return new EifHeader(architecture, defaultMemory, defaultCpus, sections, checksum);
    }

    byte[] encode() {
        ByteBuffer bytes = ByteBuffer.allocate(SIZE)
                .putInt(MAGIC)
                .putShort((short) VERSION)
                .putShort((short) architecture.flags())
                .putLong(defaultMemory)
                .putLong(defaultCpus)
                .putShort((short) 0)
                .putShort((short) sections.size());
        for (int i = 0; i < sections.size(); i++) {
            bytes.putLong(OFFSETS_AT + i * Long.BYTES, sections.get(i).offset());
            bytes.putLong(SIZES_AT + i * Long.BYTES, sections.get(i).size());
        }
        return bytes.putInt(CRC_AT, (int) crc32).array();
    }
}
