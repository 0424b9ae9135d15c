package dev.teerex.bb.install;

import dev.teerex.Machine;
import dev.teerex.bb.BbException;
import dev.teerex.bb.BbException.Code;
import java.util.Locale;

/** An operating system and processor that there is a {@code bb} for. */
public enum BbPlatform {
    /** Linux on x86-64. */
    AMD64_LINUX("amd64-linux"),
    /** Linux on 64-bit ARM. */
    ARM64_LINUX("arm64-linux"),
    /** macOS on x86-64. */
    AMD64_MACOS("amd64-macos"),
    /** macOS on 64-bit ARM. */
    ARM64_MACOS("arm64-macos");

    private final String directory;

    BbPlatform(String directory) {
        this.directory = directory;
    }

    /**
     * Returns a machine's platform.
     *
     * @throws BbException {@link Code#UNSUPPORTED_PLATFORM} when there is no bb for it
     */
    public static BbPlatform of(Machine machine) {
        boolean macos = machine.os().toLowerCase(Locale.ROOT).startsWith("mac");
        if (macos || machine.isLinux()) {
            switch (machine.arch().toLowerCase(Locale.ROOT)) {
                case "amd64", "x86_64" -> {
                    return macos ? AMD64_MACOS : AMD64_LINUX;
                }
                case "aarch64", "arm64" -> {
                    return macos ? ARM64_MACOS : ARM64_LINUX;
                }
                default -> {
                    // Said below.
                }
            }
        }
        throw new BbException(
                Code.UNSUPPORTED_PLATFORM,
                "there is no bb for " + machine.os() + " on " + machine.arch()
                        + ", only for Linux and macOS on amd64 and arm64; give the path of one that runs here"
                        + " (tee-rex.bb)",
                null);
    }

    /** Returns the name of the folder in the npm package that holds this platform's binary. */
    public String directory() {
        return directory;
    }
}
