/**
 * Enclave image files (EIF): a reader, a writer and a measurer.
 *
 * <p>The three numbers that a client pins, PCR0 to PCR2, are computed here without Docker, nitro-cli or an enclave. Every
 * file is streamed through bounded buffers, and a file is taken for hostile until it is checked.
 *
 * <p>The format is that of the crate {@code aws-nitro-enclaves-image-format}, version 4: a header of 548 bytes, then
 * sections back to back, all integers big-endian, no padding anywhere.
 */
@NullMarked
package dev.teerex.eif;

import org.jspecify.annotations.NullMarked;
