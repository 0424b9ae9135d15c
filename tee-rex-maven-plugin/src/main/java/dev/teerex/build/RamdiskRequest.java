package dev.teerex.build;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What goes into the ramdisks of an enclave image: a first process with a root folder or a container image, laid out as
 * nitro-cli does, or ramdisks that are ready.
 *
 * @param init the first process, or null
 * @param nsmModule the kernel module for {@code /dev/nsm}; null where the kernel has it built in
 * @param root a folder that becomes the application's root, or null
 * @param modes the manifest of the modes in {@code root}, or null if all are the usual ones
 * @param image a container image, as an OCI layout or a tar archive, that becomes the application's root; or null
 * @param command what init starts; empty for what the container image says
 * @param environment {@code NAME=VALUE} each; empty for what the container image says
 * @param ramdisks files that are taken as they are, instead of all of the above
 */
public record RamdiskRequest(
        @Nullable Path init,
        @Nullable Path nsmModule,
        @Nullable Path root,
        @Nullable Path modes,
        @Nullable Path image,
        List<String> command,
        List<String> environment,
        List<Path> ramdisks) {
    /** Makes the value; the lists are copied. */
    public RamdiskRequest {
        command = List.copyOf(command);
        environment = List.copyOf(environment);
        ramdisks = List.copyOf(ramdisks);
    }

    /** Returns a request for ramdisks that are ready. */
    public static RamdiskRequest ready(List<Path> ramdisks) {
        return new RamdiskRequest(null, null, null, null, null, List.of(), List.of(), ramdisks);
    }
}
