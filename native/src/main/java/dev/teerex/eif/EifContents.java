package dev.teerex.eif;

import dev.teerex.eif.EifException.Code;
import java.util.List;

/**
 * What an enclave image is made of.
 *
 * @param architecture what processor it is for
 * @param kernel the kernel
 * @param commandLine the kernel command line: at most 2047 printable ASCII characters
 * @param ramdisks from 1 to 28 ramdisks; by convention the first holds init and the second the application
 * @param metadata what to say about the build
 */
public record EifContents(
        Architecture architecture,
        SectionContent kernel,
        String commandLine,
        List<SectionContent> ramdisks,
        EifMetadata metadata) {
    /** What the header's table has room for beside kernel, command line, metadata and signature. */
    private static final int MAX_RAMDISKS = EifHeader.MAX_SECTIONS - 4;

    /**
     * Makes the value; the list is copied.
     *
     * @throws EifException if the command line or the number of ramdisks is not allowed
     */
    public EifContents {
        ramdisks = List.copyOf(ramdisks);
        if (commandLine.length() > Eif.MAX_CMDLINE || !commandLine.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new EifException(
                    Code.BAD_COMMAND_LINE,
                    "the command line must have at most " + Eif.MAX_CMDLINE
                            + " characters, all printable ASCII: the kernel cuts a longer one off");
        }
        if (ramdisks.isEmpty() || ramdisks.size() > MAX_RAMDISKS) {
            throw new EifException(
                    Code.BAD_SECTION_COUNT,
                    "an image has from 1 to " + MAX_RAMDISKS + " ramdisks, not " + ramdisks.size());
        }
    }
}
