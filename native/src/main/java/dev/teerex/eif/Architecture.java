package dev.teerex.eif;

import java.util.Arrays;
import java.util.Optional;

/** The processor architecture that an enclave image is for: bit 0 of the header's flags. */
public enum Architecture {
    /** 64-bit Intel and AMD. */
    X86_64(0),
    /** 64-bit Arm. */
    AARCH64(1);

    private final int flags;

    Architecture(int flags) {
        this.flags = flags;
    }

    int flags() {
        return flags;
    }

    static Optional<Architecture> of(int flags) {
        return Arrays.stream(values())
                .filter(architecture -> architecture.flags == flags)
                .findFirst();
    }
}
