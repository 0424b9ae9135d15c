package dev.teerex.enclave;

import dev.teerex.Sha256;
import dev.teerex.enclave.EnclaveBuildException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The C library and whatever else of the building system's libraries the programs in the root are linked with. */
final class SystemLibraries {
    private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};
    /** What the loader prints: {@code libc.so.6 => /lib/.../libc.so.6 (0x...)}, and for itself the path alone. */
    private static final Pattern NEEDED = Pattern.compile("(?m)^\\s+(?:\\S+ => )?(?<path>/\\S+) \\(0x[0-9a-f]+\\)$");
    /** A line of the lock: the digest, the name, the package and its version. */
    private static final Pattern LOCKED = Pattern.compile("(?<sha256>[0-9a-f]{64}) (?<name>\\S+) (?<origin>\\S+ \\S+)");

    private final Tool tool;
    private final Map<String, String> digests = new TreeMap<>();
    private final Map<String, String> origins = new TreeMap<>();
    private final boolean test;

    /**
     * Makes the value.
     *
     * @param lock the file of locked libraries
     * @param test whether others may take their place
     */
    SystemLibraries(Tool tool, Path lock, boolean test) throws IOException {
        this.tool = tool;
        this.test = test;
        for (String line : Files.readAllLines(lock)) {
            Matcher locked = LOCKED.matcher(line);
            if (locked.matches()) {
                digests.put(locked.group("name"), locked.group("sha256"));
                origins.put(locked.group("name"), locked.group("origin"));
            }
        }
    }

    /** Puts the libraries into the root that the programs and libraries there need and it does not have. */
    void addTo(Root root) throws IOException {
        Map<String, Path> needed = new TreeMap<>();
        for (Path file : root.files()) {
            if (isElf(file)) {
                Matcher libraries = NEEDED.matcher(tool.run("ldd", file));
                while (libraries.find()) {
                    Path library = Path.of(libraries.group("path"));
                    needed.put(library.getFileName().toString(), library);
                }
            }
        }
        for (Path own : root.files()) {
            needed.remove(own.getFileName().toString());
        }
        for (Map.Entry<String, Path> library : needed.entrySet()) {
            String name = library.getKey();
            Path file = library.getValue().toRealPath();
            root.add(place(name), file, Root.PROGRAM, origin(name, file));
        }
    }

    /** The loader's place is in every program; for the rest Debian's loader, and JNA, look here. */
    private static String place(String name) {
        return (name.startsWith("ld-linux") ? "lib64/" : "lib/x86_64-linux-gnu/") + name;
    }

    private String origin(String name, Path file) throws IOException {
        String sha256 = Sha256.ofFile(file);
        if (sha256.equals(digests.get(name))) {
            return "Debian " + origins.get(name);
        }
        if (test) {
            return "the building machine, not locked";
        }
        throw new EnclaveBuildException(
                Code.UNLOCKED_LIBRARY,
                file + " (" + sha256 + ") is not the " + name + " in the lock, which is "
                        + origins.getOrDefault(name, "none at all")
                        + ": build with that one, or change the lock, which changes PCR0 and PCR2",
                null);
    }

    private static boolean isElf(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(ELF.length), ELF);
        }
    }
}
