package dev.teerex.enclave;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The Java runtime with the modules that the server needs, the server, and, where that is the same bytes each time, an archive of the
 * classes that both load at start.
 */
final class JavaRuntime {
    /** Where the runtime is in the image. */
    static final String JAVA = "jre/bin/java";
    /** Where the server is. */
    static final String SERVER = "app/server.jar";

    private static final String ARCHIVE = "app/server.jsa";

    /**
     * Those that {@code jdeps} finds in what the server runs, without java.desktop and java.sql, which only parts of its
     * libraries use that it does not; and two that are found at run time: elliptic curves, and signals.
     */
    private static final String MODULES =
            "java.base,java.logging,java.management,java.naming,jdk.crypto.ec,jdk.unsupported";

    /** What only tools need. */
    private static final Set<String> LEFT_OUT = Set.of("bin/keytool", "lib/classlist", "lib/jexec", "lib/jrt-fs.jar");

    /**
     * From this one on, archives are the same bytes (measured: 42 of 42, on a quiet machine and on a busy one). In those of 17
     * classes stand as two threads of the starting JVM happened to load them: 40 of 60 were alike on a quiet machine, and on
     * a busy one most were alike in another way.
     */
    private static final int SAME_ARCHIVE_TWICE = 25;

    private final Tool tool;
    private final Path jdk;
    private final Path work;

    JavaRuntime(Tool tool, Path jdk, Path work) {
        this.tool = tool;
        this.jdk = jdk;
        this.work = work;
    }

    /** Puts all of it into the root, and returns the options that the runtime is to be started with. */
    List<String> addTo(Root root, Path serverJar, Path classes) throws IOException {
        String origin = "jlink of " + version();
        Path runtime = work.resolve("jre");
        tool.run(
                jdk.resolve("bin/jlink"),
                "--add-modules",
                MODULES,
                "--strip-debug",
                "--no-header-files",
                "--no-man-pages",
                "--output",
                runtime);
        try (Stream<Path> files = Files.walk(runtime)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = runtime.relativize(file).toString();
                if (!LEFT_OUT.contains(name)) {
                    root.add("jre/" + name, file, Files.isExecutable(file) ? Root.PROGRAM : Root.FILE, origin);
                }
            }
        }
        Path jar = Files.createDirectories(work.resolve("app")).resolve("server.jar");
        Files.copy(serverJar, jar);
        // The archive notes the jar's time, which is 1970 for every file in the image.
        Files.setLastModifiedTime(jar, FileTime.fromMillis(0));
        root.add(SERVER, jar, Root.FILE, "prover-server");
        if (feature() < SAME_ARCHIVE_TWICE) {
            return List.of();
        }
        root.add(ARCHIVE, archive(runtime, classes), Root.FILE, "class-data archive by " + version());
        return List.of("-XX:SharedArchiveFile=/" + ARCHIVE);
    }

    private Path archive(Path runtime, Path classes) throws IOException {
        List<String> names =
                new ArrayList<>(Files.readAllLines(runtime.resolve("lib").resolve("classlist")));
        names.addAll(Files.readAllLines(classes));
        Path all = Files.write(work.resolve("classes"), names);
        Path archive = work.resolve("server.jsa");
        // The archive notes the jar's name as it is given here: from the root of the image.
        tool.runIn(
                work,
                runtime.resolve("bin/java"),
                "-Xshare:dump",
                "-XX:+UseSerialGC",
                "-XX:SharedClassListFile=" + all,
                "-XX:SharedArchiveFile=" + archive,
                "-cp",
                SERVER);
        return archive;
    }

    private int feature() throws IOException {
        return Runtime.Version.parse(release("JAVA_RUNTIME_VERSION")).feature();
    }

    private String version() throws IOException {
        return release("IMPLEMENTOR") + " JDK " + release("JAVA_RUNTIME_VERSION");
    }

    private String release(String key) throws IOException {
        Properties release = new Properties();
        try (var in = Files.newInputStream(jdk.resolve("release"))) {
            release.load(in);
        }
        return release.getProperty(key, "unknown").replace("\"", "");
    }
}
