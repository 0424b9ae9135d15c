package dev.teerex.eif;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The kinds of section in an enclave image. */
public enum SectionType {
    /** The kernel: a bzImage on x86_64. */
    KERNEL(1),
    /** The kernel command line, without a NUL or a newline at the end. */
    CMDLINE(2),
    /** An initial ramdisk; the kernel sees all of them one after the other. */
    RAMDISK(3),
    /** The signature over PCR0, with the certificate. */
    SIGNATURE(4),
    /** JSON about the build, in no PCR. */
    METADATA(5);

    private final int number;

    SectionType(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static Optional<SectionType> of(int number) {
        return Arrays.stream(values()).filter(type -> type.number == number).findFirst();
    }

    /** Returns whether the content of such sections is in a PCR. */
    public boolean isMeasured() {
        return this == KERNEL || this == CMDLINE || this == RAMDISK;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
