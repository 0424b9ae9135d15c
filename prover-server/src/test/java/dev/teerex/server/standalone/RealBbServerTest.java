package dev.teerex.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.teerex.Machine;
import dev.teerex.bb.BbVersion;
import dev.teerex.bb.VerifierTarget;
import dev.teerex.sdk.InputSource;
import dev.teerex.sdk.LocalProverSettings;
import dev.teerex.sdk.MadeProof;
import dev.teerex.sdk.ProofInputs;
import dev.teerex.sdk.TeeRexProver;
import dev.teerex.sdk.Verdict;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole delegated path with the real bb, fetched as an operator's is, into the user's own cache. */
@Timeout(300)
class RealBbServerTest {
    private static final String VERSION = "5.0.0";
    private static final Path POINTS = Path.of(System.getProperty("tee-rex.test.shared", ""), "crs", "bn254_g1.dat");
    private static final Path EXAMPLE = Path.of("..", "tee-rex-maven-plugin", "src", "it", "quickstart");

    @TempDir
    Path folder;

    @Test
    void aProofByTheServersBbVerifiesUnderTheGenuineCrsHere() throws IOException {
        assumeTrue(Files.isRegularFile(POINTS), "skipped: no genuine CRS points beside the checkout");
        // bb writes into the folder.
        Path crs = Files.createDirectory(folder.resolve("crs"));
        Files.write(crs.resolve("bn254_g1.dat"), Files.readAllBytes(POINTS));
        List<String> arguments =
                List.of("serve", "--port=0", "--bb-version=" + VERSION, "--crs-directory=" + crs, "--crs-points=1024");
        try (ServerProcess server = ServerProcess.of(folder, arguments)) {
            URI address = URI.create("http://127.0.0.1:" + ready(server).port());
            Wait.until(() -> server.ready().get("/readyz").status() == 200);
            MadeProof made = prove(address, crs);
            assertThat(made.receipt().verdict()).isEqualTo(Verdict.VERIFIED);
            assertThat(made.receipt().prover().crs()).contains("genuine");
        }
    }

    private RawClient ready(ServerProcess server) throws IOException {
        try {
            return server.ready();
        } catch (AssertionError e) {
            String log = Files.readString(folder.resolve("log"));
            assumeFalse(log.contains("\"code\":\"TRX-D-"), "skipped: bb " + VERSION + " cannot be fetched: " + log);
            throw e;
        }
    }

    private static MadeProof prove(URI address, Path crs) {
        LocalProverSettings own = LocalProverSettings.of(Machine.current())
                .bbVersion(BbVersion.of(VERSION))
                .crsDirectory(crs)
                .build();
        ProofInputs.Noir inputs = new ProofInputs.Noir(
                InputSource.file(EXAMPLE.resolve("factors.json")),
                InputSource.file(EXAMPLE.resolve("factors.gz")),
                VerifierTarget.NOIR_RECURSIVE);
        try (TeeRexProver prover = TeeRexProver.builder().bb(own).uee(address).build()) {
            return prover.prove(inputs);
        }
    }
}
