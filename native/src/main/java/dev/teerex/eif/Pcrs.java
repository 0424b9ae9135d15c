package dev.teerex.eif;

import java.util.Optional;

/**
 * The platform configuration registers that an image alone decides.
 *
 * @param pcr0 kernel, command line and all ramdisks
 * @param pcr1 kernel, command line and the first ramdisk
 * @param pcr2 the second and later ramdisks; the extension of the empty content if there are none
 * @param pcr8 the signing certificate, empty if the image is not signed (an enclave then reports 48 zero bytes)
 */
public record Pcrs(Sha384 pcr0, Sha384 pcr1, Sha384 pcr2, Optional<Sha384> pcr8) {}
