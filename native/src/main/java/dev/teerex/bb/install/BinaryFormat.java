package dev.teerex.bb.install;

import dev.teerex.Machine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whether the system can start a file by itself. It is looked at first because a file that the kernel refuses is handed
 * to {@code /bin/sh} by the JDK, which then runs it as a script.
 */
final class BinaryFormat {
    private static final int ELF = 0x7f454c46;
    private static final int MACH_O = 0xcffaedfe;
    private static final int MACH_O_UNIVERSAL = 0xcafebabe;
    /** Where ELF has its machine: ELF-64 object file format, e_machine. */
    private static final int ELF_MACHINE = 18;

    private static final int ELF_AMD64 = 62;
    private static final int ELF_ARM64 = 183;

    private BinaryFormat() {}

    /** Returns why a file cannot be started, or nothing where nothing speaks against it. */
    static Optional<String> obstacle(Path file, Machine machine) throws IOException {
        if (!Files.isExecutable(file)) {
            return Optional.of("it is not executable here (its mode, or a file system mounted noexec)");
        }
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(20);
        }
        boolean script = start.length > 2 && start[0] == '#' && start[1] == '!';
        if (script) {
            return Optional.empty();
        }
        int magic = start.length < 20 ? 0 : ByteBuffer.wrap(start).getInt();
        boolean native_ = machine.isLinux() ? magic == ELF : magic == MACH_O || magic == MACH_O_UNIVERSAL;
        if (!native_) {
            return Optional.of("it is no program for " + machine.os());
        }
        int elfMachine = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getShort(ELF_MACHINE);
        boolean arm = machine.arch().equals("aarch64") || machine.arch().equals("arm64");
        if (magic == ELF && elfMachine != (arm ? ELF_ARM64 : ELF_AMD64)) {
            return Optional.of("it is a program for another processor than " + machine.arch());
        }
        return Optional.empty();
    }
}
