package dev.teerex.eif;

import static dev.teerex.eif.EifHeader.CRC_AT;
import static dev.teerex.eif.EifHeader.MAX_SECTIONS;
import static dev.teerex.eif.EifHeader.OFFSETS_AT;
import static dev.teerex.eif.EifHeader.SIZES_AT;
import static dev.teerex.eif.EifHeader.UNUSED_AT;

import dev.teerex.eif.EifException.Code;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the header and the section headers of one file. Stricter than the loaders are: sections lie back to back in the
 * order of the header's table, so nothing overlaps and no byte is left that neither a PCR nor the checksum's reader
 * would look at.
 */
final class EifParser {
    private final ImageBytes file;
    private final ByteBuffer header;

    EifParser(ImageBytes file) {
        this.file = file;
        this.header = file.read(0, EifHeader.SIZE, "the header");
    }

    EifHeader parse() {
        require(header.getInt(0) == EifHeader.MAGIC, Code.BAD_MAGIC, 0, "the file does not begin with \".eif\"");
        int version = Short.toUnsignedInt(header.getShort(4));
        require(
                version == EifHeader.VERSION,
                Code.UNSUPPORTED_VERSION,
                4,
                "the image is of version " + version + ", only version " + EifHeader.VERSION + " is known");
        int flags = Short.toUnsignedInt(header.getShort(6));
        Architecture architecture = Architecture.of(flags)
                .orElseThrow(() -> EifException.at(Code.BAD_HEADER, 6, "the header has unknown flags " + flags));
        require(header.getShort(0x18) == 0, Code.BAD_HEADER, 0x18, "the reserved field is not 0");
        require(header.getInt(UNUSED_AT) == 0, Code.BAD_HEADER, UNUSED_AT, "the unused field is not 0");
        List<Section> sections = sections(Short.toUnsignedInt(header.getShort(0x1a)));
        requireLegalSet(sections);
        return new EifHeader(
                architecture,
                header.getLong(8),
                header.getLong(0x10),
                sections,
                Integer.toUnsignedLong(header.getInt(CRC_AT)));
    }

    private List<Section> sections(int count) {
        require(
                count >= 2 && count <= MAX_SECTIONS,
                Code.BAD_SECTION_COUNT,
                0x1a,
                "the header announces " + count + " sections, from 2 to " + MAX_SECTIONS + " are possible");
        List<Section> sections = new ArrayList<>();
        int ramdisks = 0;
        long expectedOffset = EifHeader.SIZE;
        for (int i = 0; i < MAX_SECTIONS; i++) {
            int offsetAt = OFFSETS_AT + i * Long.BYTES;
            int sizeAt = SIZES_AT + i * Long.BYTES;
            long offset = header.getLong(offsetAt);
            long size = header.getLong(sizeAt);
            if (i >= count) {
                require(offset == 0, Code.BAD_HEADER, offsetAt, "an unused section offset is not 0");
                require(size == 0, Code.BAD_HEADER, sizeAt, "an unused section size is not 0");
                continue;
            }
            require(
                    offset == expectedOffset,
                    Code.BAD_OFFSET,
                    offsetAt,
                    "section " + i + " is said to be at " + Long.toUnsignedString(offset)
                            + ", but what comes before it ends at " + expectedOffset);
            long room = file.size() - offset - Section.HEADER_SIZE;
            require(
                    size >= 0 && size <= room,
                    Code.TRUNCATED,
                    sizeAt,
                    "section " + i + " is said to have " + Long.toUnsignedString(size)
                            + " bytes, more than the file has left");
            SectionType type = typeOf(i, offset, size);
            String name = type == SectionType.RAMDISK ? type + Integer.toString(ramdisks++) : type.toString();
            Section section = new Section(type, name, offset, size);
            sections.add(section);
            expectedOffset = section.end();
        }
        require(
                expectedOffset == file.size(),
                Code.TRAILING_BYTES,
                expectedOffset,
                "the file goes on after its last section");
        return sections;
    }

    private SectionType typeOf(int index, long offset, long size) {
        ByteBuffer own = file.read(offset, Section.HEADER_SIZE, "the header of section " + index);
        int number = Short.toUnsignedInt(own.getShort(0));
        SectionType type = SectionType.of(number)
                .orElseThrow(() -> EifException.at(
                        Code.BAD_SECTION_HEADER, offset, "section " + index + " is of unknown type " + number));
        require(own.getShort(2) == 0, Code.BAD_SECTION_HEADER, offset + 2, "section " + index + " has flags");
        require(
                own.getLong(4) == size,
                Code.BAD_SECTION_HEADER,
                offset + 4,
                "section " + index + " says that it has " + Long.toUnsignedString(own.getLong(4))
                        + " bytes, the file's header says " + size);
        return type;
    }

    /** Exactly one kernel, command line and metadata, at least one ramdisk, all of these after the kernel. */
    private static void requireLegalSet(List<Section> sections) {
        for (SectionType type : SectionType.values()) {
            List<Section> ofType =
                    sections.stream().filter(section -> section.type() == type).toList();
            if (ofType.isEmpty() && type != SectionType.SIGNATURE) {
                throw new EifException(Code.MISSING_SECTION, "the image has no " + type + " section");
            }
            if (ofType.size() > 1 && type != SectionType.RAMDISK) {
                throw EifException.at(
                        Code.DUPLICATE_SECTION, ofType.get(1).offset(), "the image has more than one " + type);
            }
        }
        for (Section section : sections) {
            if (section.type() == SectionType.KERNEL) {
                return;
            }
            require(
                    section.type() != SectionType.RAMDISK,
                    Code.BAD_SECTION_ORDER,
                    section.offset(),
                    "a ramdisk comes before the kernel");
        }
    }

    private static void require(boolean condition, Code code, long offset, String message) {
        if (!condition) {
            throw EifException.at(code, offset, message);
        }
    }
}
