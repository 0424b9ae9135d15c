/**
 * What goes into the ramdisks of an enclave image: trees of files, and the cpio archives (newc) that the kernel unpacks.
 * The same tree gives the same bytes, on every machine and whatever its umask.
 */
@NullMarked
package dev.teerex.eif.ramdisk;

import org.jspecify.annotations.NullMarked;
