/**
 * The common reference string (CRS) that bb proves with: where it lies, whether it is whole and enough for a job, how the
 * missing part of it is fetched and checked, and the insecure development CRS that can stand in for it.
 *
 * <p>Only BN254 G1 points are looked after. The G2 point is compiled into native bb, which never opens a file for it, and
 * the Grumpkin points are made by bb itself (measured on bb 4.1.2 and 5.0.0).
 */
@NullMarked
package dev.teerex.crs;

import org.jspecify.annotations.NullMarked;
