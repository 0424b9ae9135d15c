package dev.teerex.updater.edits;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;

/** Paths in a repository by glob; a leading {@code **}{@code /} also means the root folder. */
final class PathPattern {
    private final List<PathMatcher> matchers;

    PathPattern(List<String> globs) {
        this.matchers = globs.stream()
                .flatMap(glob ->
                        glob.startsWith("**/") ? List.of(glob, glob.substring(3)).stream() : List.of(glob).stream())
                .map(glob -> FileSystems.getDefault().getPathMatcher("glob:" + glob))
                .toList();
    }

    boolean matches(String path) {
        Path asPath = Path.of(path);
        return matchers.stream().anyMatch(matcher -> matcher.matches(asPath));
    }
}
