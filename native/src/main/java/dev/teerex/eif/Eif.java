package dev.teerex.eif;

import dev.teerex.eif.EifException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.zip.CRC32;

/**
 * An enclave image file that is open for reading. Opening checks the structure: every offset, size, count and flag, and
 * that each section is there as often as it must be. {@link #measure} checks the checksum and the signature too.
 *
 * <p>Safe for several threads. The file must not change while it is open.
 */
public final class Eif implements AutoCloseable {
    /** More than any kernel takes: both x86_64 and aarch64 stop at 2048 bytes, NUL included. */
    static final int MAX_CMDLINE = 2047;

    /** Generous: upstream may put a whole {@code docker inspect} into the metadata. */
    static final int MAX_METADATA = 1 << 20;

    /** AWS's limit for the signature section's data. */
    static final int MAX_SIGNATURE = 32768;

    /** What is read at once: two milliseconds of hashing, against which waking another thread costs little. */
    static final int CHUNK = 1 << 20;

    private final ImageBytes file;
    private final EifHeader header;

    private Eif(ImageBytes file, EifHeader header) {
        this.file = file;
        this.header = header;
    }

    /**
     * Opens an image and checks its structure. Reads the headers only.
     *
     * @param path the file
     * @return the image; close it
     * @throws EifException if the file cannot be read or is not an enclave image of version 4
     */
    public static Eif open(Path path) {
        ImageBytes file = new ImageBytes(path);
        boolean opened = false;
        try {
            Eif eif = of(file);
            opened = true;
            return eif;
        } finally {
            if (!opened) {
                file.close();
            }
        }
    }

    /** Reads an image through a channel that is open already, and stays the caller's to close. */
    static Eif in(FileChannel channel, Path path) {
        return of(new ImageBytes(path, channel));
    }

    private static Eif of(ImageBytes file) {
        return new Eif(file, file.reading(() -> new EifParser(file).parse()));
    }

    /** Returns the header. */
    public EifHeader header() {
        return header;
    }

    /** Returns the size of the file, in bytes. */
    public long size() {
        return file.size();
    }

    /** Returns the sections, in file order. */
    public List<Section> sections() {
        return header.sections();
    }

    /**
     * Returns the data of a section as a stream, which may be read while others are; it fails with {@link EifException}.
     *
     * @param section one of {@link #sections}
     * @throws IllegalArgumentException if the section is not one of this image
     */
    public InputStream read(Section section) {
        if (!sections().contains(section)) {
            throw new IllegalArgumentException("the image has no section " + section);
        }
        return file.stream(section.dataOffset(), section.size());
    }

    /**
     * Returns the kernel command line.
     *
     * @throws EifException if it is longer than 2047 bytes or not printable ASCII; it is safe to print otherwise
     */
    public String commandLine() {
        return file.reading(this::readCommandLine);
    }

    private String readCommandLine() {
        Section section = the(SectionType.CMDLINE).orElseThrow();
        byte[] bytes = bounded(section, MAX_CMDLINE);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] < ' ' || bytes[i] > '~') {
                throw EifException.at(
                        Code.BAD_COMMAND_LINE,
                        section.dataOffset() + i,
                        "the command line has a character that is not printable ASCII");
            }
        }
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    /**
     * Returns what the metadata section says. It is in no PCR: whoever handed the file over can have changed it.
     *
     * @throws EifException if it is larger than 1 MiB or not the JSON that it must be
     */
    public EifMetadata metadata() {
        Section section = the(SectionType.METADATA).orElseThrow();
        return file.reading(() -> MetadataJson.read(bounded(section, MAX_METADATA), section.dataOffset()));
    }

    /**
     * Returns the signature section, empty if the image is not signed. Only its shape is checked; {@link #measure}
     * verifies it.
     *
     * @throws EifException if the section is larger than 32768 bytes or not of the shape that it must have
     */
    public Optional<EifSignature> signature() {
        return the(SectionType.SIGNATURE)
                .map(section -> file.reading(
                        () -> SignatureSection.read(bounded(section, MAX_SIGNATURE), section.dataOffset())));
    }

    /**
     * Reads the whole file once, checks its checksum, and its signature if it has one, and measures it.
     *
     * @param executor where a later ramdisk is hashed for PCR2 while the caller's thread hashes it for PCR0;
     *     {@code Runnable::run} does both on the caller's thread, in twice the time
     * @return the measurement
     * @throws EifException if the checksum or the signature is wrong, or if the file cannot be read
     */
    public Measurement measure(Executor executor) {
        return file.reading(() -> checkAndMeasure(executor));
    }

    private Measurement checkAndMeasure(Executor executor) {
        PcrHasher hasher = new PcrHasher(executor);
        if (checksum(hasher) != header.crc32()) {
            throw EifException.at(
                    Code.BAD_CHECKSUM, EifHeader.CRC_AT, "the checksum is not that of the file: it is damaged");
        }
        Optional<EifSignature> signature = signature();
        signature.ifPresent(present -> present.verify(hasher.pcr0()));
        return hasher.measurement(signature.map(EifSignature::pcr8));
    }

    /**
     * Measures the file whatever its checksum and signature say. That is for finding out which section of a damaged image
     * is not as it was, never for registers to be pinned.
     *
     * @param executor helps with hashing, see {@link #measure}
     * @return the measurement, without PCR8
     * @throws EifException if the file cannot be read
     */
    public Measurement measureDamaged(Executor executor) {
        PcrHasher hasher = new PcrHasher(executor);
        file.reading(() -> checksum(hasher));
        return hasher.measurement(Optional.empty());
    }

    /** Computes the CRC-32 that zlib has too, over the file without the four bytes that hold it. */
    long checksum(SectionListener listener) {
        CRC32 crc = new CRC32();
        crc.update(header.encode(), 0, EifHeader.CRC_AT);
        byte[] chunk = new byte[CHUNK];
        for (Section section : sections()) {
            crc.update(section.header());
            listener.begin(section.type());
            try (InputStream data = read(section)) {
                for (int length; (length = data.read(chunk)) > 0; ) {
                    crc.update(chunk, 0, length);
                    listener.update(chunk, length);
                }
            } catch (IOException e) {
                throw EifException.unreadable(section.name(), e);
            }
            listener.end(section);
        }
        return crc.getValue();
    }

    private Optional<Section> the(SectionType type) {
        return sections().stream().filter(section -> section.type() == type).findFirst();
    }

    private byte[] bounded(Section section, int limit) {
        if (section.size() > limit) {
            throw EifException.at(
                    Code.TOO_LARGE,
                    section.offset(),
                    "the " + section.name() + " section has " + section.size() + " bytes, at most " + limit
                            + " are read");
        }
        return file.read(section.dataOffset(), (int) section.size(), section.name())
                .array();
    }

    @Override
    public void close() {
        file.close();
    }
}
