package dev.teerex.build;

import dev.teerex.InputException;
import dev.teerex.InputException.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a build each proof folder belongs to, so that no part overwrites what another has proved, and no two write into
 * one folder at the same time. A part that runs again has what it had. Thread-safe.
 *
 * @param folders whose each folder is, by its real path; one map a build, which nobody else changes
 * @param part the part that asks now, as Maven names it: {@code prove (delegated) @ group:artifact}
 */
public record FolderClaims(Map<Path, String> folders, String part) {
    /**
     * Claims the folder of each job.
     *
     * @throws InputException with {@link Code#BAD_OPTION} when one of them is another part's, or is in one that is, or has one in it
     */
    void claim(List<ProofJob> jobs, Path outputDirectory) {
        for (ProofJob job : jobs) {
            claim(outputDirectory.resolve(job.name()).toAbsolutePath());
        }
    }

    private void claim(Path folder) {
        Path real = real(folder);
        // The map and not this: there is one of it for all parts.
        synchronized (folders) {
            for (Map.Entry<Path, String> claim : folders.entrySet()) {
                Path other = claim.getKey();
                // A proof is replaced as a whole, with all that is in its folder.
                if (!claim.getValue().equals(part) && (real.startsWith(other) || other.startsWith(real))) {
                    throw new InputException(
                            Code.BAD_OPTION,
                            folder + " is wanted by " + part + ", and " + other + " by " + claim.getValue()
                                    + " of the same build: one proof would overwrite the other; give each a"
                                    + " tee-rex.outputDirectory of its own, or run one of them");
                }
            }
            folders.put(real, part);
        }
    }

    /** Returns the one path of a folder, there or not, that links and dots have many of. */
    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException notThereYet) {
            @Nullable Path parent = folder.getParent();
            return parent == null
                    ? folder
                    : real(parent).resolve(folder.getFileName()).normalize();
        }
    }
}
