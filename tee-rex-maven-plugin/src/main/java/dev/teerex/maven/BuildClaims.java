package dev.teerex.maven;

import dev.teerex.build.FolderClaims;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.SessionData;

/** Keeps, as long as a build lasts and for all of its modules, whose each proof folder is. */
final class BuildClaims {
    private static final String KEY = "dev.teerex.proof-folders";

    private BuildClaims() {}

    // The JDK's own types only: a module that gives this plugin other dependencies has loaded its classes a second
    // time.
    @SuppressWarnings("unchecked")
    static FolderClaims of(MavenSession session, MojoExecution execution) {
        SessionData build = session.getRepositorySession().getData();
        build.set(KEY, null, new HashMap<Path, String>());
        MavenProject module = session.getCurrentProject();
        return new FolderClaims(
                (Map<Path, String>) build.get(KEY),
                execution.getGoal() + " (" + execution.getExecutionId() + ") @ " + module.getGroupId() + ":"
                        + module.getArtifactId());
    }
}
