package dev.teerex.updater.config;

import dev.teerex.updater.edits.EditRules;
import dev.teerex.updater.git.Author;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code tee-rex-updater.yml} says, with defaults filled in.
 *
 * @param repository {@code owner/name} on GitHub
 * @param api the address of GitHub's REST API
 * @param server the address that {@code /owner/name.git} is under
 * @param packages which packages form the set
 * @param edits which files hold versions
 * @param channels the channels by name, in the file's order
 * @param author who the commits are by
 * @param takeOverLabel the label by which a human hands an edited branch back
 * @param signatures what is asked of the registry's signatures
 */
public record UpdaterConfig(
        Optional<String> repository,
        String api,
        String server,
        PackageSet packages,
        EditRules edits,
        Map<String, Channel> channels,
        Author author,
        String takeOverLabel,
        Signatures signatures) {
    /** What is asked of the registry's signatures. */
    public enum Signatures {
        /** A signature that is there must hold; none is accepted. */
        WHEN_PRESENT,
        /** Each release must have a signature that holds. */
        REQUIRED
    }
}
