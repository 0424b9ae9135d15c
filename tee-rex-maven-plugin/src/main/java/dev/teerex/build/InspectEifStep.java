package dev.teerex.build;

import dev.teerex.Printable;
import dev.teerex.eif.Eif;
import dev.teerex.eif.EifException;
import dev.teerex.eif.EifMetadata;
import dev.teerex.eif.EifSignature;
import dev.teerex.eif.Section;
import dev.teerex.eif.SectionType;
import dev.teerex.eif.ramdisk.CpioEntry;
import dev.teerex.eif.ramdisk.CpioReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Shows what is in an enclave image: its sections, command line, metadata and the files of its ramdisks. It says what the
 * file says; whether that is whole is for the measuring step to say.
 */
public final class InspectEifStep {
    private static final long MAX_RAMDISK = 16L << 30;
    private static final int MAX_NAMES = 1 << 18;
    private static final int MAX_LINK_TARGET = 4096;

    private final Path eif;
    private final BuildLog log;

    /** Makes a step; nothing is done yet. */
    public InspectEifStep(Path eif, BuildLog log) {
        this.eif = eif;
        this.log = log;
    }

    /**
     * Does it, in the order of the file, up to the first thing that cannot be read.
     *
     * @throws dev.teerex.InputException when there is no such file
     * @throws dev.teerex.eif.EifException when the image, or a part of it, is malformed, with the offset
     */
    public void run() {
        Inputs.file(eif, "tee-rex.eif");
        log.info("inspecting " + eif);
        try (Eif image = Eif.open(eif)) {
            log.info(image.size() + " bytes, " + image.header().architecture() + ", "
                    + image.sections().size() + " sections, CRC-32 "
                    + String.format(Locale.ROOT, "%08x", image.header().crc32()) + " (not checked here)");
            image.sections().forEach(this::showSection);
            log.info("command line: " + image.commandLine());
            showMetadata(image.metadata());
            showSignature(image.signature());
            image.sections().stream()
                    .filter(section -> section.type() == SectionType.RAMDISK)
                    .forEach(section -> showFiles(image, section));
        }
    }

    private void showSection(Section section) {
        log.info(String.format(
                Locale.ROOT,
                "  %-10s %12d bytes at %12d%s",
                section.name(),
                section.size(),
                section.dataOffset(),
                section.type().isMeasured() ? "" : "  in none of PCR0 to 2"));
    }

    private void showMetadata(EifMetadata metadata) {
        log.info("metadata: " + Printable.of(metadata.imageName() + " " + metadata.imageVersion()));
        log.info("  built "
                + Printable.of(
                        metadata.buildTime() + " by " + metadata.buildTool() + " " + metadata.buildToolVersion()));
        log.info("  for " + Printable.of(metadata.operatingSystem() + " " + metadata.kernelVersion()));
    }

    private void showSignature(Optional<EifSignature> signature) {
        if (signature.isEmpty()) {
            log.info("signature: none");
            return;
        }
        log.info("signature (not checked here): by "
                + Printable.of(
                        signature.get().certificate().getSubjectX500Principal().getName()));
        log.info("  PCR8  " + signature.get().pcr8());
    }

    private void showFiles(Eif image, Section ramdisk) {
        log.info(ramdisk.name() + ":");
        long names = 0;
        long bytes = 0;
        try (CpioReader reader = new CpioReader(image.read(ramdisk), MAX_RAMDISK, MAX_NAMES)) {
            for (Optional<CpioEntry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                names++;
                bytes += entry.get().size();
                showFile(entry.get(), reader);
            }
        } catch (EifException e) {
            throw e.in(eif + ", " + ramdisk.name());
        }
        log.info("  " + names + " names, " + bytes + " bytes in files");
    }

    private void showFile(CpioEntry entry, CpioReader reader) {
        String target = entry.isSymbolicLink()
                ? " -> " + Printable.of(new String(reader.content(MAX_LINK_TARGET), StandardCharsets.UTF_8))
                : "";
        log.info(String.format(
                Locale.ROOT,
                "  %s %04o %d:%d %10d  %s%s",
                kind(entry),
                entry.mode() & 07777,
                entry.uid(),
                entry.gid(),
                entry.size(),
                Printable.of(entry.name()),
                target));
    }

    private static String kind(CpioEntry entry) {
        if (entry.isDirectory()) {
            return "d";
        }
        if (entry.isSymbolicLink()) {
            return "l";
        }
        return entry.isRegularFile() ? "-" : "?";
    }
}
