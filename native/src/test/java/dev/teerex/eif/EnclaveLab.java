package dev.teerex.eif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Boots images where a real loader measures them and the guest's kernel asks the NSM for the registers. */
public final class EnclaveLab {
    /** How long a guest lives at most; a busy machine emulates slowly. */
    private static final Duration LIFE = Duration.ofMinutes(5);

    /** How long a small guest takes at most to get where it says something. */
    private static final Duration BOOT = Duration.ofMinutes(2);

    private static final String BYTES_48 = "5830";
    private static final String ATTESTATION = "G ATT ";
    private static final Path LAB =
            Path.of(System.getProperty("tee-rex.test.shared", "")).resolve("enclave-lab");

    private EnclaveLab() {}

    /** Skips the test where there is no lab. */
    public static void require() {
        assumeTrue(
                Files.isRegularFile(LAB.resolve("qemu").resolve("qemu-system-x86_64")),
                "skipped: there is no enclave-lab to boot in");
    }

    /** Returns the kernel to boot: what {@code tee-rex.test.kernel} names, or the lab's own. */
    public static Path kernel() {
        String given = System.getProperty("tee-rex.test.kernel", "");
        return given.isEmpty() ? LAB.resolve("bzImage") : Path.of(given);
    }

    /** Boots an image; the guest is ended when it is closed, or after five minutes. */
    public static Guest boot(Path image, String memory) throws IOException {
        return Guest.boot(LAB, image, memory, LIFE);
    }

    /** Builds a first process that prints its attestation document; skips the test where gcc cannot. */
    public static void buildInit(Path init) throws InterruptedException {
        compile(LAB.resolve("example-guest-init.c"), init, "-static", "-w");
    }

    /** Compiles a program; skips the test where gcc cannot. */
    public static void compile(Path source, Path program, String... options) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("gcc", "-O1", "-o", program.toString()));
        command.addAll(List.of(options));
        command.add(source.toString());
        assumeTrue(runs(command), "skipped: gcc cannot compile " + source.getFileName());
    }

    /** Asserts that a guest of the image sees the registers in its document. */
    public static void assertBootsWith(Pcrs pcrs, Path image) throws Exception {
        try (Guest guest = boot(image, "512M")) {
            // In the attestation document's map of registers: the number, the head of 48 bytes, the value.
            assertThat(guest.await(ATTESTATION, BOOT))
                    .contains("00" + BYTES_48 + pcrs.pcr0())
                    .contains("01" + BYTES_48 + pcrs.pcr1())
                    .contains("02" + BYTES_48 + pcrs.pcr2());
        }
    }

    private static boolean runs(List<String> command) throws InterruptedException {
        try {
            Process gcc = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                return gcc.waitFor(60, TimeUnit.SECONDS) && gcc.exitValue() == 0;
            } finally {
                gcc.destroyForcibly();
            }
        } catch (IOException e) {
            return false;
        }
    }
}
