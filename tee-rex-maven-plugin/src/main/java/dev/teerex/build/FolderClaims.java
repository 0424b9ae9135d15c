package dev.teerex.build;

import dev.teerex.InputException;
import dev.teerex.InputException.Code;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a build each proof folder belongs to, so that no part overwrites what another has proved, and no two write into
 * one folder at the same time. A part that runs again has what it had. Thread-safe.
 *
 * @param folders whose each folder is, by its path; one map a build
 * @param part the part that asks now, as Maven names it: {@code prove (delegated) @ group:artifact}
 */
public record FolderClaims(ConcurrentMap<String, String> folders, String part) {
    /**
     * Claims the folder of each job.
     *
     * @throws InputException with {@link Code#BAD_OPTION} when one of them is another part's
     */
    void claim(List<ProofJob> jobs, Path outputDirectory) {
        for (ProofJob job : jobs) {
            Path folder = outputDirectory.resolve(job.name()).toAbsolutePath().normalize();
            @Nullable String before = folders.putIfAbsent(folder.toString(), part);
            if (before != null && !before.equals(part)) {
                throw new InputException(
                        Code.BAD_OPTION,
                        folder + " is wanted twice in this build, and the second proof would overwrite the first: by "
                                + before + ", and by " + part
                                + "; give each a tee-rex.outputDirectory of its own, or run one of them");
            }
        }
    }
}
