package dev.teerex.build;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which image is to be measured, and what it must be.
 *
 * @param eif the image
 * @param expected a measurement that this step wrote before, or a policy, that the image must fit; or null
 * @param imageName what the policy calls the image
 * @param outputDirectory the folder that gets the measurement and the policy
 */
public record MeasureRequest(Path eif, @Nullable Path expected, String imageName, Path outputDirectory) {}
