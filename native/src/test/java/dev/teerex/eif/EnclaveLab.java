package dev.teerex.eif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Boots images where a real loader measures them and the guest's kernel asks the NSM for the registers. */
public final class EnclaveLab {
    private static final int BOOT_SECONDS = 120;
    private static final String BYTES_48 = "5830";
    private static final String ATTESTATION = "G ATT ";
    private static final Path LAB =
            Path.of(System.getProperty("tee-rex.test.shared", "")).resolve("enclave-lab");

    private EnclaveLab() {}

    /** Skips the test where there is no lab. */
    public static void require() {
        assumeTrue(Files.isExecutable(LAB.resolve("boot.sh")), "skipped: there is no enclave-lab to boot in");
    }

    /** Returns the lab's kernel. */
    public static Path kernel() {
        return LAB.resolve("bzImage");
    }

    /** Builds a first process that prints its attestation document; skips the test where gcc cannot. */
    public static void buildInit(Path init) throws InterruptedException {
        assumeTrue(compiles(init), "skipped: gcc cannot build a static init");
    }

    /** Asserts that a guest of the image sees the registers in its document. */
    public static void assertBootsWith(Pcrs pcrs, Path image) throws Exception {
        // In the attestation document's map of registers: the number, the head of 48 bytes, the value.
        assertThat(attestationOf(image))
                .contains("00" + BYTES_48 + pcrs.pcr0())
                .contains("01" + BYTES_48 + pcrs.pcr1())
                .contains("02" + BYTES_48 + pcrs.pcr2());
    }

    private static boolean compiles(Path init) throws InterruptedException {
        try {
            Process gcc = new ProcessBuilder(
                            "gcc",
                            "-static",
                            "-O1",
                            "-w",
                            "-o",
                            init.toString(),
                            LAB.resolve("example-guest-init.c").toString())
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

    /** Returns the document that the guest gets from its NSM and prints, in hexadecimal. */
    private static String attestationOf(Path image) throws Exception {
        // A short folder of its own: a Unix socket's path has at most 107 bytes.
        Path run = Files.createTempDirectory("eif");
        ProcessBuilder command = new ProcessBuilder(
                        LAB.resolve("boot.sh").toString(), image.toString(), Integer.toString(BOOT_SECONDS), "512M")
                .redirectErrorStream(true);
        command.environment().put("RUN", run.toString());
        Process lab = command.start();
        StringBuilder console = new StringBuilder();
        try (BufferedReader lines = lab.inputReader(StandardCharsets.ISO_8859_1)) {
            for (String line; (line = lines.readLine()) != null; ) {
                console.append(line).append('\n');
                int at = line.indexOf(ATTESTATION);
                if (at >= 0) {
                    return line.substring(at + ATTESTATION.length());
                }
            }
            throw new AssertionError("the guest printed no document; its console:\n" + console);
        } finally {
            // The script's own children first: the emulator, the socket's backend and the heartbeat.
            List<ProcessHandle> children = lab.descendants().toList();
            children.forEach(ProcessHandle::destroy);
            lab.destroy();
            for (ProcessHandle child : children) {
                child.onExit().get(20, TimeUnit.SECONDS);
            }
            assertThat(lab.waitFor(20, TimeUnit.SECONDS)).isTrue();
            deleteAll(run);
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
