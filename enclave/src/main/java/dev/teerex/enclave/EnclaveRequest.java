package dev.teerex.enclave;

import dev.teerex.bb.BbVersion;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What an enclave's image is to be made of, and where it goes.
 *
 * @param output the folder that gets the image and what belongs to it
 * @param kernel the kernel
 * @param kernelSha256 the digest that it must have, in hexadecimal
 * @param nsmModule the kernel's module for {@code /dev/nsm}; empty if the kernel has it built in
 * @param jdk the JDK whose runtime goes in
 * @param serverJar the prover server as one file
 * @param sources the folder with the sources of what is not Java, and the lock
 * @param bbVersion the version of bb that goes in
 * @param crsUrl where the CRS is fetched from, a folder as {@code file:} too; empty for Aztec's hosts
 * @param crsPoints how many points of it go in
 * @param cacheDirectory where fetched binaries are kept
 * @param test what makes it a test image; empty for one that may be trusted
 */
public record EnclaveRequest(
        Path output,
        Path kernel,
        String kernelSha256,
        Optional<Path> nsmModule,
        Path jdk,
        Path serverJar,
        Path sources,
        BbVersion bbVersion,
        Optional<String> crsUrl,
        int crsPoints,
        Path cacheDirectory,
        Optional<TestImage> test) {

    /**
     * What a test image may have: libraries that are not locked, a CRS that is too short or missing, and another bb. Its
     * metadata, its name and its manifest say so.
     *
     * @param bb what takes the place of bb; empty for the genuine one
     */
    public record TestImage(Optional<Path> bb) {}
}
