package dev.teerex.attestation;

import dev.teerex.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A register that is not what a policy expects.
 *
 * @param image which image expects it, or null when the policy expects it of every image
 * @param index the register's number
 * @param expected what it should hold
 * @param found what it holds, or null when the document does not have it
 */
public record PcrDifference(
        @Nullable String image,
        int index,
        Bytes expected,
        @Nullable Bytes found) {}
