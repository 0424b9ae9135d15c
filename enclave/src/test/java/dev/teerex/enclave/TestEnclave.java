package dev.teerex.enclave;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.teerex.Machine;
import dev.teerex.Sha256;
import dev.teerex.Ticker;
import dev.teerex.bb.BbVersion;
import dev.teerex.eif.EnclaveLab;
import dev.teerex.enclave.EnclaveRequest.TestImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Test images of this machine's JDK and the server that was just built, with a stand-in for bb and no CRS. */
final class TestEnclave {
    static final Path SOURCES = Path.of("src", "main");

    private static final Path JDK = Path.of(System.getProperty("java.home"));
    private static final Path SERVER = Path.of(System.getProperty("tee-rex.test.server", ""));

    /** The fewest that can be checked by digest. */
    private static final int POINTS = 1024;

    private TestEnclave() {}

    /** Skips the test where an image cannot be built or booted. */
    static void require() {
        EnclaveLab.require();
        assumeTrue(Files.isExecutable(JDK.resolve("bin/jlink")), "skipped: Java is no JDK here");
        assumeTrue(Files.isRegularFile(SERVER), "skipped: the server's jar is not built; run mvn verify");
    }

    static Path build(EnclaveRequest request) {
        return new EnclaveBuild(request, Machine.current(), Ticker.system()).run();
    }

    /** Returns what is asked for where there is a stand-in for bb and no CRS. */
    static EnclaveRequest without(Path output, Path standIn) throws IOException {
        return request(output, output.resolve("no-crs"), Optional.of(new TestImage(Optional.of(standIn))));
    }

    /** Returns what is asked for where there is a stand-in for bb, and a few points of the genuine CRS. */
    static EnclaveRequest withPoints(Path output, Path standIn) throws IOException {
        Path crs = Path.of(System.getProperty("tee-rex.test.shared", "")).resolve("crs");
        assumeTrue(Files.isDirectory(crs), "skipped: there is no CRS beside the lab");
        return request(output, crs, Optional.of(new TestImage(Optional.of(standIn))));
    }

    static EnclaveRequest request(Path output, Path crs, Optional<TestImage> test) throws IOException {
        return new EnclaveRequest(
                output,
                EnclaveLab.kernel(),
                Sha256.ofFile(EnclaveLab.kernel()),
                Optional.empty(),
                JDK,
                SERVER,
                SOURCES,
                BbVersion.of("5.0.0"),
                Optional.of(crs.toUri().toString()),
                POINTS,
                output.resolve("cache"),
                test);
    }
}
