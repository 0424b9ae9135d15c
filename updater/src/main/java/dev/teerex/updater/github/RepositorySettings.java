package dev.teerex.updater.github;

import java.util.Optional;

/**
 * What the repository allows. GitHub shows these only to an account that may push; empty means not shown.
 *
 * @param allowsAutoMerge whether auto-merge may be turned on
 */
public record RepositorySettings(Optional<Boolean> allowsAutoMerge) {}
