package dev.teerex.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes a report so that a reader sees the old one or the new one, never half of either. */
final class ReportFile {
    private ReportFile() {}

    static void write(Path file, byte[] content) {
        Path folder = file.toAbsolutePath().getParent();
        try {
            Files.createDirectories(folder);
            Path fresh = Files.createTempFile(folder, ".report", ".new");
            try {
                Files.write(fresh, content);
                Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            throw new BuildException(
                    BuildException.Code.OUTPUT_UNWRITABLE,
                    "the report cannot be written to " + file + " (" + e.getMessage()
                            + "); check that there is space and that the folder may be written (tee-rex.outputDirectory)",
                    e);
        }
    }
}
