/**
 * What an AWS Nitro Enclave is, by its attestation document: read, judged against a policy, reported. Genuine and
 * simulated documents end in unrelated types.
 */
@NullMarked
package dev.teerex.attestation;

import org.jspecify.annotations.NullMarked;
