package dev.teerex.build;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A proof that is there now.
 *
 * @param name its name
 * @param folder its folder
 * @param upToDate whether it was there before
 */
public record ProveResult(String name, Path folder, boolean upToDate) {
    // A zip cannot say an earlier time; a constant one makes equal folders equal archives.
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);
    private static final Set<String> TELLING = Set.of(ProofReport.FILE, ProofFolder.RECEIPT);

    /**
     * Packs the folder into a zip beside it, for others: report and receipt say nothing there of inputs and steps. What was there
     * before is replaced, as nothing says which proof it holds.
     *
     * @return the zip
     * @throws BuildException with {@link BuildException.Code#OUTPUT_UNWRITABLE} when it cannot be written
     */
    public Path archive() {
        Path archive = folder.resolveSibling(name + ".zip");
        Path fresh = folder.resolveSibling(
                "." + name + ".zip.new-" + ProcessHandle.current().pid());
        try {
            try {
                pack(fresh);
                // As a whole, so that a build that dies leaves no half of one.
                Files.move(fresh, archive, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(fresh);
            }
            return archive;
        } catch (IOException e) {
            throw new BuildException(
                    BuildException.Code.OUTPUT_UNWRITABLE,
                    "the proof cannot be packed into " + archive + " (" + e.getMessage()
                            + "); check that there is space, or do without it: tee-rex.prove.attach=false",
                    e);
        }
    }

    private void pack(Path target) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "[!.]*")) {
            entries.forEach(files::add);
        }
        files.sort(null);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(target))) {
            for (Path file : files) {
                ZipEntry entry = new ZipEntry(String.valueOf(file.getFileName()));
                entry.setTimeLocal(TIME);
                zip.putNextEntry(entry);
                if (TELLING.contains(entry.getName())) {
                    zip.write(PublishedJson.of(Files.readAllBytes(file)));
                } else {
                    Files.copy(file, zip);
                }
                zip.closeEntry();
            }
        }
    }
}
