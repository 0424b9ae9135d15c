package dev.teerex.bb.standin;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Writes an executable that starts {@link StandInBb} with the behaviour that a test wants. */
public final class StandIn {
    private final List<String> properties = new ArrayList<>();

    /** Sets a property of the stand-in's. */
    public StandIn with(String property, Object value) {
        properties.add("-D" + property + "=" + value);
        return this;
    }

    /** Writes the executable. */
    public Path writeTo(Path file) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        // Little memory and the quickest start: there may be many.
        command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
        command.addAll(properties);
        command.addAll(List.of("-cp", classPath(), StandInBb.class.getName()));
        String line = command.stream().map(StandIn::quoted).collect(Collectors.joining(" "));
        // A Java program reads its arguments by the locale; bb itself does not care.
        return script(
                file,
                "export LC_ALL=C.UTF-8",
                "set -- " + line + " \"$@\"",
                // The kernel tells the real one of its parent's death; where this program is, the stand-in too.
                "command -v setpriv >/dev/null && set -- setpriv --pdeathsig KILL \"$@\"",
                "exec \"$@\"");
    }

    /** Writes an executable shell script. */
    public static Path script(Path file, String... lines) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.contains("classes") || entry.contains("tee-rex-native"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
