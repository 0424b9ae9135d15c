package dev.teerex.eif;

import dev.teerex.eif.EifException.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Writes enclave images as upstream's builder does: kernel, command line, metadata, ramdisks, signature. The same
 * contents give the same bytes, unless they are signed: an ECDSA signature is another one each time.
 *
 * <p>The image appears under its name only when it is whole; until then it is a file beside it whose name ends in
 * {@code .part}, which is removed on failure, or by the next build when this one is killed. Where several builds write one
 * image at once, each writes a file of its own, and the last one's stays. Safe for several threads if the executor is.
 */
public final class EifWriter {
    private final Executor executor;
    private final EifProgress progress;

    /**
     * Makes a writer.
     *
     * @param executor helps with hashing, see {@link Eif#measure}
     * @param progress hears how it goes on
     */
    public EifWriter(Executor executor, EifProgress progress) {
        this.executor = executor;
        this.progress = progress;
    }

    /**
     * Writes an image that is not signed.
     *
     * @param contents what it is made of
     * @param target the file to write; one that is there is replaced
     * @return the measurement of what was written
     * @throws EifException if a content cannot be read or the file cannot be written
     */
    public Measurement write(EifContents contents, Path target) {
        return write(contents, target, Optional.empty());
    }

    /**
     * Writes a signed image. The signature is verified before it is written.
     *
     * @param contents what it is made of
     * @param signer signs PCR0
     * @param target the file to write; one that is there is replaced
     * @return the measurement of what was written, with PCR8
     * @throws EifException if a content cannot be read, the signer's signature is not one by its certificate's key, or
     *     the file cannot be written
     */
    public Measurement writeSigned(EifContents contents, EifSigner signer, Path target) {
        return write(contents, target, Optional.of(signer));
    }

    private Measurement write(EifContents contents, Path target, Optional<EifSigner> signer) {
        try (PartFile part = PartFile.beside(target)) {
            Measurement measurement = write(contents, signer, part);
            part.move(target);
            return measurement;
        } catch (IOException e) {
            throw new EifException(Code.UNWRITABLE, "cannot write " + target + ": " + e, e);
        }
    }

    private Measurement write(EifContents contents, Optional<EifSigner> signer, PartFile part) throws IOException {
        FileChannel channel = part.channel();
        PcrHasher hasher = new PcrHasher(executor);
        Sections sections = new Sections(channel, hasher);
        sections.add(SectionType.KERNEL, "kernel", contents.kernel());
        sections.add(SectionType.CMDLINE, "cmdline", out -> out.write(ascii(contents.commandLine())));
        sections.add(SectionType.METADATA, "metadata", out -> out.write(MetadataJson.write(contents.metadata())));
        for (int i = 0; i < contents.ramdisks().size(); i++) {
            sections.add(SectionType.RAMDISK, "ramdisk" + i, contents.ramdisks().get(i));
        }
        Optional<EifSignature> signature = signer.map(by -> EifSignature.sign(hasher.pcr0(), by));
        if (signature.isPresent()) {
            byte[] section = SignatureSection.write(signature.get());
            sections.add(SectionType.SIGNATURE, "signature", out -> out.write(section));
        }
        EifHeader header = new EifHeader(
                contents.architecture(),
                EifHeader.UPSTREAM_DEFAULT_MEMORY,
                EifHeader.UPSTREAM_DEFAULT_CPUS,
                sections.written,
                0);
        put(channel, ByteBuffer.wrap(header.encode()), 0);
        // What was written is read back under the reader's own rules, for the checksum covers the header too.
        long checksum = Eif.in(channel, part.path()).checksum(SectionListener.NONE);
        put(channel, ByteBuffer.wrap(header.withChecksum(checksum).encode()), 0);
        return hasher.measurement(signature.map(EifSignature::pcr8));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Puts the bytes of a buffer whose position is 0. */
    static void put(FileChannel channel, ByteBuffer buffer, long position) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer, position + buffer.position());
        }
    }

    /** Puts one section after the other into the file. */
    private final class Sections {
        private final FileChannel channel;
        private final PcrHasher hasher;
        private final List<Section> written = new ArrayList<>();
        private long end = EifHeader.SIZE;

        Sections(FileChannel channel, PcrHasher hasher) {
            this.channel = channel;
            this.hasher = hasher;
        }

        void add(SectionType type, String name, SectionContent content) throws IOException {
            hasher.begin(type);
            long size;
            try (SectionOutput out = new SectionOutput(
                    channel, end + Section.HEADER_SIZE, hasher, bytes -> progress.written(name, bytes))) {
                content.writeTo(out);
                out.flush();
                size = out.size();
            }
            Section section = new Section(type, name, end, size);
            put(channel, ByteBuffer.wrap(section.header()), section.offset());
            hasher.end(section);
            written.add(section);
            end = section.end();
        }
    }
}
