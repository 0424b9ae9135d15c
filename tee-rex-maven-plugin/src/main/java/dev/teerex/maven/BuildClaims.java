package dev.teerex.maven;

import dev.teerex.build.FolderClaims;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.maven.execution.MavenSession;
import org.eclipse.aether.SessionData;

/** Keeps, as long as a build lasts and for all of its modules, which proof folder is for what. */
final class BuildClaims {
    private static final String KEY = "dev.teerex.proof-folders";

    private BuildClaims() {}

    // The JDK's own types only: a module that gives this plugin other dependencies has loaded its classes a second
    // time.
    @SuppressWarnings("unchecked")
    static FolderClaims of(MavenSession session) {
        SessionData build = session.getRepositorySession().getData();
        build.set(KEY, null, new ConcurrentHashMap<String, String>());
        return new FolderClaims((ConcurrentMap<String, String>) build.get(KEY));
    }
}
