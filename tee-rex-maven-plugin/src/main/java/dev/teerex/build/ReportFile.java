package dev.teerex.build;

import dev.teerex.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a report so that a reader sees the old one or the new one, never half of either. */
final class ReportFile {
    private ReportFile() {}

    static void write(Path file, byte[] content) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            AtomicFile.write(file, content);
        } catch (IOException e) {
            throw new BuildException(
                    BuildException.Code.OUTPUT_UNWRITABLE,
                    "the report cannot be written to " + file + " (" + e.getMessage()
                            + "); check that there is space and that the folder may be written (tee-rex.outputDirectory)",
                    e);
        }
    }
}
