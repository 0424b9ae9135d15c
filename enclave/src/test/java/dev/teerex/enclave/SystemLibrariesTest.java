package dev.teerex.enclave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.teerex.Machine;
import dev.teerex.Sha256;
import dev.teerex.enclave.EnclaveBuildException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemLibrariesTest {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    private static final Path LIBC = Path.of("/lib/x86_64-linux-gnu/libc.so.6");

    @TempDir
    Path folder;

    private final Root root = new Root();
    private final Tool tool = new Tool(Machine.current().variable("PATH").orElse(""));

    @BeforeEach
    void addAProgram() throws IOException {
        assumeTrue(Machine.current().program("ldd").isPresent(), "skipped: there is no ldd here");
        assumeTrue(Files.exists(LIBC), "skipped: this is no Debian on x86-64");
        root.add("bin/java", JAVA, Root.PROGRAM, "a test");
    }

    @Test
    void whatAProgramIsLinkedWithGoesIn() throws IOException {
        libraries("", true).addTo(root);
        assertThat(root.entries())
                .filteredOn(entry -> entry.name().endsWith("/libc.so.6"))
                .singleElement()
                .satisfies(entry -> assertThat(entry.origin()).contains("not locked"));
        assertThat(root.entries()).anyMatch(entry -> entry.name().startsWith("lib64/ld-linux"));
    }

    @Test
    void aLibraryThatIsNotLockedIsRefused() {
        assertThatThrownBy(() -> libraries("", false).addTo(root))
                .isInstanceOfSatisfying(
                        EnclaveBuildException.class, e -> assertThat(e.reason()).isEqualTo(Code.UNLOCKED_LIBRARY));
    }

    @Test
    void aLockedLibraryIsCalledByItsPackage() throws IOException {
        libraries("", true).addTo(root);
        StringBuilder lock = new StringBuilder("# all that the first run found\n");
        root.entries().stream()
                .filter(entry -> entry.name().startsWith("lib"))
                .forEach(entry ->
                        lock.append(entry.sha256() + " " + Path.of(entry.name()).getFileName() + " libc6 1-2\n"));
        Root again = new Root();
        again.add("bin/java", JAVA, Root.PROGRAM, "a test");

        libraries(lock.toString(), false).addTo(again);

        assertThat(again.entries())
                .filteredOn(entry -> entry.name().endsWith("/libc.so.6"))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.origin()).isEqualTo("Debian libc6 1-2");
                    assertThat(entry.sha256()).isEqualTo(Sha256.ofFile(LIBC));
                });
    }

    private SystemLibraries libraries(String lock, boolean test) throws IOException {
        return new SystemLibraries(tool, Files.writeString(folder.resolve("lock"), lock), test);
    }
}
