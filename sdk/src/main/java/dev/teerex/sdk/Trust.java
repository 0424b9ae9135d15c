package dev.teerex.sdk;

import dev.teerex.attestation.AttestationPolicy;
import dev.teerex.attestation.TestAnchor;

/** What a server must show before something is encrypted to its key. */
sealed interface Trust {
    /** Nothing. */
    record Unattested() implements Trust {}

    /** That it is a genuine enclave which the policy accepts. */
    record Genuine(AttestationPolicy policy) implements Trust {}

    /** That it is a simulated one which the policy accepts. */
    record Simulated(AttestationPolicy policy, TestAnchor anchor) implements Trust {}
}
