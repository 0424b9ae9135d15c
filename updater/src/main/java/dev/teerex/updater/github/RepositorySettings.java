package dev.teerex.updater.github;

import java.util.Optional;

/**
 * What the repository allows. GitHub shows these only to an account that may push; empty means not shown.
 *
 * @param allowsAutoMerge whether auto-merge may be turned on
 * @param allowsSquash whether squash merges are allowed
 */
public record RepositorySettings(Optional<Boolean> allowsAutoMerge, Optional<Boolean> allowsSquash) {}
