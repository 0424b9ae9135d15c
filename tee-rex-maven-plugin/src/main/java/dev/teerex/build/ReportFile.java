package dev.teerex.build;

import dev.teerex.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A report, written so that a reader sees the old one or the new one, never half of either. */
final class ReportFile {
    private ReportFile() {}

    static void write(Path file, byte[] content) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            AtomicFile.write(file, content);
        } catch (IOException e) {
            throw unwritable("the report cannot be written to " + file, e);
        }
    }

    /** Removes the report of before: whatever fails from here on, it must not go on saying what was found then. */
    static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw unwritable("the report of before cannot be removed from " + file, e);
        }
    }

    private static BuildException unwritable(String what, IOException cause) {
        return new BuildException(
                BuildException.Code.OUTPUT_UNWRITABLE,
                what + " (" + cause.getMessage()
                        + "); check that there is space and that the folder may be written (tee-rex.outputDirectory)",
                cause);
    }
}
