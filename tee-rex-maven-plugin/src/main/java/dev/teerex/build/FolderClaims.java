package dev.teerex.build;

import dev.teerex.InputException;
import dev.teerex.InputException.Code;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What each proof folder is for that a build has asked for, so that no part of the build overwrites what another part has proved.
 * Thread-safe.
 *
 * @param folders what each folder is for, by its path; one map a build
 */
public record FolderClaims(ConcurrentMap<String, String> folders) {
    /**
     * Claims the folder of each job, or finds it claimed for the same.
     *
     * @throws InputException with {@link Code#BAD_OPTION} when this build wants one of them for something else too
     */
    void claim(List<ProofJob> jobs, ProveRequest request) {
        for (ProofJob job : jobs) {
            Path folder = request.outputDirectory()
                    .resolve(job.name())
                    .toAbsolutePath()
                    .normalize();
            String wanted = purpose(job, request.remote());
            @Nullable String before = folders.putIfAbsent(folder.toString(), wanted);
            if (before != null && !before.equals(wanted)) {
                throw new InputException(
                        Code.BAD_OPTION,
                        folder + " is wanted twice in this build, and the second proof would overwrite the first: "
                                + before + "; and " + wanted
                                + "; give each execution a tee-rex.outputDirectory of its own");
            }
        }
    }

    // Without digests: when the same execution runs again in a build, what it reads may have been made anew.
    private static String purpose(ProofJob job, Optional<RemoteProving> remote) {
        String files = job.files().stream()
                .map(file -> file.toAbsolutePath().normalize().toString())
                .collect(Collectors.joining(", "));
        return job.kind() + " from " + files
                + remote.map(where -> ", by " + where.server()).orElse("");
    }
}
