package dev.teerex.eif.container;

/**
 * What a container image may take at most.
 *
 * @param maxUnpackedBytes bytes that come out of packed parts, all together: they go to temporary files
 * @param maxLayers number of layers
 */
public record ContainerLimits(long maxUnpackedBytes, int maxLayers) {
    /** 4 GiB, which is also what one file in a ramdisk can have, and 128 layers, one more than Docker makes. */
    public static final ContainerLimits DEFAULT = new ContainerLimits(4L << 30, 128);
}
