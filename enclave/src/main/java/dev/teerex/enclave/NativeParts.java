package dev.teerex.enclave;

import dev.teerex.enclave.EnclaveBuildException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** What is not Java: the C programs of this project, and the part of JNA that talks to the secure module's driver. */
final class NativeParts {
    static final String ORIGIN = "compiled from enclave/src/main/c";
    /** Starts bb without the server's one right, and without the secure module. */
    static final String POWERLESS = "bin/powerless";
    /** Where JNA finds its library; it would unpack it into /tmp otherwise, where nothing may be run from. */
    static final String JNA = "lib/jna";

    private static final String JNA_LIBRARY = "libjnidispatch.so";
    private static final List<Object> COMPILER =
            List.of("gcc", "-std=gnu17", "-O2", "-Wall", "-Wextra", "-Werror", "-s");

    private final Tool tool;
    private final Path sources;
    private final Path work;

    NativeParts(Tool tool, Path sources, Path work) {
        this.tool = tool;
        this.sources = sources;
        this.work = work;
    }

    /** Compiles the first process: static, since it is alone in its ramdisk. */
    Path init() {
        return compiled("init", "-static", "init.c", "become.c", "forward.c");
    }

    /** Puts the rest into the root. */
    void addTo(Root root, Path serverJar) throws IOException {
        root.add(POWERLESS, compiled("powerless", "powerless.c"), Root.PROGRAM, ORIGIN);
        root.add(JNA + "/" + JNA_LIBRARY, jna(serverJar), Root.PROGRAM, "JNA, in the server");
    }

    private Path compiled(String name, String... words) {
        Path program = work.resolve(name);
        List<Object> command = new ArrayList<>(COMPILER);
        command.addAll(List.of("-o", program));
        command.addAll(List.of(words));
        // In the folder of the sources, so that no path gets into what is compiled.
        tool.runIn(sources, command.toArray());
        return program;
    }

    private Path jna(Path serverJar) throws IOException {
        Path library = work.resolve(JNA_LIBRARY);
        try (ZipFile jar = new ZipFile(serverJar.toFile())) {
            ZipEntry entry = jar.getEntry("com/sun/jna/linux-x86-64/" + JNA_LIBRARY);
            if (entry == null) {
                throw new EnclaveBuildException(Code.FILE, serverJar + " has no JNA for this architecture", null);
            }
            Files.copy(jar.getInputStream(entry), library);
        }
        return library;
    }
}
