package dev.teerex.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFileTest {
    @TempDir
    private Path folder;

    @Test
    void whoeverMayReadOtherFilesMayReadAReport() throws IOException {
        Path report = folder.resolve("new").resolve("report.json");
        ReportFile.write(report, new byte[] {1});
        ReportFile.write(report, new byte[] {2});

        Path other = Files.writeString(folder.resolve("other"), "");
        assertThat(Files.getPosixFilePermissions(report)).isEqualTo(Files.getPosixFilePermissions(other));
        assertThat(report).hasBinaryContent(new byte[] {2});
        assertThat(report.getParent()).isDirectoryContaining(report::equals).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void aReportOfBeforeThatCannotBeRemovedIsNamed() throws IOException {
        Path report = folder.resolve("report.json");
        ReportFile.remove(report);
        Files.createDirectories(report.resolve("a folder with something in it"));

        assertThatThrownBy(() -> ReportFile.remove(report))
                .hasMessageStartingWith("TRX-M-001: ")
                .hasMessageContainingAll(report.toString(), "tee-rex.outputDirectory");
    }
}
