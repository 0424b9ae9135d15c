package dev.teerex.eif;

/**
 * What an image says about its build. Nothing of it is in a PCR.
 *
 * @param imageName the image's name
 * @param imageVersion the image's version
 * @param buildTime when it was built, as RFC 3339 says; a constant if builds are to be equal byte for byte
 * @param buildTool what built it
 * @param buildToolVersion the version of what built it
 * @param operatingSystem the system that the kernel is of
 * @param kernelVersion the kernel's version
 */
public record EifMetadata(
        String imageName,
        String imageVersion,
        String buildTime,
        String buildTool,
        String buildToolVersion,
        String operatingSystem,
        String kernelVersion) {}
