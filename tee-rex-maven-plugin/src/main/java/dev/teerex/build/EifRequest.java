package dev.teerex.build;

import dev.teerex.eif.Architecture;
import dev.teerex.eif.EifMetadata;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * What an enclave image is to be made of, and where it goes.
 *
 * @param eif the image to write; one that is there is replaced
 * @param architecture what processor it is for
 * @param kernel the kernel; must be given, null is an error that says so
 * @param commandLine the kernel command line, or null for the one that nitro-cli gives that architecture
 * @param ramdisks what goes into the ramdisks
 * @param metadata what the image says about its build
 * @param signingKey a P-384 key in PEM to sign with, or null
 * @param signingCertificate its certificate in PEM; there if and only if the key is
 * @param random where the signature's nonce comes from
 */
public record EifRequest(
        Path eif,
        Architecture architecture,
        @Nullable Path kernel,
        @Nullable String commandLine,
        RamdiskRequest ramdisks,
        EifMetadata metadata,
        @Nullable Path signingKey,
        @Nullable Path signingCertificate,
        SecureRandom random) {}
