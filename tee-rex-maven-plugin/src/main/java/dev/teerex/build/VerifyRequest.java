package dev.teerex.build;

import dev.teerex.sdk.LocalProverSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What is to be verified.
 *
 * @param prover how bb is had
 * @param versionOfReport whether the bb version is the one that each proof's report names, rather than {@code prover}'s
 * @param proof a folder that the prove step wrote, or null for all below {@code outputDirectory}
 * @param verificationKey the key that proofs must be for, or null for the one in each folder
 * @param outputDirectory the folder that has one folder a proof, and gets the report
 */
public record VerifyRequest(
        LocalProverSettings prover,
        boolean versionOfReport,
        @Nullable Path proof,
        @Nullable Path verificationKey,
        Path outputDirectory) {}
