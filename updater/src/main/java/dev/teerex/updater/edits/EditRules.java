package dev.teerex.updater.edits;

import java.util.List;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

/**
 * Which files hold versions.
 *
 * @param packageJson globs of {@code package.json} files
 * @param pomProperties properties of Maven projects
 * @param markedLines globs of files whose marked lines hold a version
 * @param bbLock the prover's lock file, if the repository has one
 * @param integrityLock the file in which the updater records the integrities of what it updated to
 */
public record EditRules(
        List<String> packageJson,
        List<Property> pomProperties,
        List<String> markedLines,
        Optional<String> bbLock,
        String integrityLock) {
    /** The package whose releases the prover's lock file lists. */
    public static final String BB = "@aztec/bb.js";

    /** Copies the lists. */
    public EditRules {
        packageJson = List.copyOf(packageJson);
        pomProperties = List.copyOf(pomProperties);
        markedLines = List.copyOf(markedLines);
    }

    /** Returns whether a text is a glob as the rules take them. */
    public static boolean isGlob(String text) {
        try {
            new PathPattern(List.of(text));
            return true;
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    /**
     * A property of a Maven project.
     *
     * @param file the path of the pom
     * @param property the name of the property
     */
    public record Property(String file, String property) {}
}
