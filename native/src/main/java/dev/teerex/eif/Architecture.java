package dev.teerex.eif;

import dev.teerex.InputException;
import java.util.Arrays;
import java.util.Locale;
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

    /**
     * Returns the architecture with this name.
     *
     * @throws InputException with {@link InputException.Code#BAD_OPTION} when there is none
     */
    public static Architecture named(String name) {
        return Arrays.stream(values())
                .filter(architecture -> architecture.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new InputException(
                        InputException.Code.BAD_OPTION,
                        "\"" + name + "\" is not an architecture of enclaves: there are x86_64 and aarch64"));
    }

    /** Returns the name as the Linux kernel spells it: {@code x86_64} or {@code aarch64}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the kernel command line that aws-nitro-enclaves-cli ships beside its kernels, in blobs/ARCHITECTURE/cmdline. */
    public String nitroCommandLine() {
        String common = "reboot=k panic=30 pci=off nomodules console=ttyS0";
        return switch (this) {
            case X86_64 -> common + " i8042.noaux i8042.nomux i8042.nopnp i8042.dumbkbd random.trust_cpu=on";
            case AARCH64 -> common + " random.trust_cpu=on root=/dev/ram0";
        };
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
