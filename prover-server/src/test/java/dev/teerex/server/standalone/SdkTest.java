package dev.teerex.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.Machine;
import dev.teerex.attestation.AttestationException;
import dev.teerex.attestation.AttestationPolicy;
import dev.teerex.attestation.TestAnchor;
import dev.teerex.bb.TestInputs;
import dev.teerex.bb.VerifierTarget;
import dev.teerex.bb.standin.StandIn;
import dev.teerex.sdk.Contract;
import dev.teerex.sdk.InputSource;
import dev.teerex.sdk.LocalProverSettings;
import dev.teerex.sdk.MadeProof;
import dev.teerex.sdk.Phase;
import dev.teerex.sdk.Proof;
import dev.teerex.sdk.ProofInputs;
import dev.teerex.sdk.ProofReceipt;
import dev.teerex.sdk.ProvedBy;
import dev.teerex.sdk.RemoteException;
import dev.teerex.sdk.TeeRexProver;
import dev.teerex.sdk.TeeRexProverBuilder;
import dev.teerex.sdk.Verdict;
import dev.teerex.server.config.Option;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The SDK against this server: both proof systems, both contracts, with and without an enclave, which is simulated. */
class SdkTest {
    private static final ProofInputs.Ivc CHONK =
            new ProofInputs.Ivc(InputSource.bytes("transfer", TestInputs.inputs("app", "kernel")));

    private static final ProofInputs.Noir NOIR = new ProofInputs.Noir(
            InputSource.bytes("circuit", TestInputs.gzip(TestInputs.bytecode("circuit"))),
            InputSource.bytes("witness", TestInputs.gzip(TestInputs.witness("circuit"))),
            VerifierTarget.EVM);

    @TempDir
    Path folder;

    private static URI address(TestServer server) {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    private TeeRexProverBuilder builder() throws IOException {
        Machine here = Machine.current();
        Machine machine =
                new Machine(here.os(), here.arch(), Map.of(), folder, here.temporaryDirectory(), here.processors());
        Path bb = new StandIn().with("version", TestServer.VERSION).writeTo(folder.resolve("own/bb"));
        return TeeRexProver.builder(machine)
                .bb(LocalProverSettings.of(machine)
                        .bb(bb)
                        .cacheDirectory(folder.resolve("own/cache"))
                        .build());
    }

    @Test
    void aServerThatAttestsNothingProvesBothProofSystems() throws IOException {
        try (TestServer server = TestServer.start(folder, Map.of());
                TeeRexProver prover = builder().uee(address(server)).build()) {
            List<Phase> phases = new CopyOnWriteArrayList<>();
            MadeProof chonk = prover.prove(CHONK, phases::add);
            assertThat(((Proof.Chonk) chonk.proof()).key()).isEqualTo(TestInputs.key(16));
            assertThat(chonk.receipt().by()).isEqualTo(new ProvedBy.Server(address(server)));
            assertThat(chonk.receipt().verdict()).isEqualTo(Verdict.VERIFIED);
            assertThat(chonk.receipt().isFromGenuineEnclave()).isFalse();
            assertThat(phases)
                    .filteredOn(phase -> !(phase instanceof Phase.Proving))
                    .extracting(phase -> phase.getClass().getSimpleName())
                    .containsExactly(
                            "Serialize",
                            "FetchAttestation",
                            "Encrypt",
                            "Transmit",
                            "Queued",
                            "Receive",
                            "Proved",
                            "Verify");

            MadeProof noir = prover.prove(NOIR);
            assertThat(((Proof.UltraHonk) noir.proof()).target()).isEqualTo(VerifierTarget.EVM);
            assertThat(noir.receipt().statement().keyGiven()).isFalse();
        }
    }

    @Test
    void eachStepIsToldWhileItIsProved() throws IOException {
        Path gate = folder.resolve("gate");
        StandIn stepwise = new StandIn().with("version", TestServer.VERSION).with("stepGate", gate);
        Path root = folder.resolve("root.pem");
        try (TestServer server = TestServer.start(folder, stepwise, Map.of());
                TeeRexProver prover = builder().uee(address(server)).build()) {
            assertThat(steps(prover, gate)).containsExactly(new Phase.Proving(1, 2, ""), new Phase.Proving(2, 2, ""));
        }
        Map<Option, String> enclave = Map.of(Option.TEE, "simulated", Option.SIMULATED_ROOT, root.toString());
        try (TestServer server = TestServer.start(folder, stepwise, enclave);
                TeeRexProver prover = builder()
                        .simulatedTee(
                                address(server),
                                AttestationPolicy.builder()
                                        .insecureAcceptAnyImage()
                                        .build(),
                                TestAnchor.read(Files.readAllBytes(root)))
                        .serverProgress(true)
                        .build()) {
            assertThat(steps(prover, gate)).containsExactly(new Phase.Proving(1, 2, ""), new Phase.Proving(2, 2, ""));
        }
    }

    /** Returns the steps that a prover tells, each of which ends when it is told. */
    private static List<Phase> steps(TeeRexProver prover, Path gate) throws IOException {
        List<Phase> steps = new CopyOnWriteArrayList<>();
        prover.prove(CHONK, phase -> {
            if (phase instanceof Phase.Proving proving) {
                steps.add(phase);
                open(gate, proving.step());
            }
        });
        for (int step = 1; step <= steps.size(); step++) {
            Files.delete(Path.of(gate + Integer.toString(step)));
        }
        return steps;
    }

    private static void open(Path gate, int step) {
        try {
            Files.createFile(Path.of(gate + Integer.toString(step)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theOlderContractIsServedToo() throws IOException {
        try (TestServer server = TestServer.start(folder, Map.of());
                TeeRexProver prover =
                        builder().uee(address(server)).contract(Contract.OLDER).build()) {
            ProofReceipt receipt = prover.prove(CHONK).receipt();

            assertThat(receipt.contract()).contains(Contract.OLDER);
            assertThat(receipt.verdict()).isEqualTo(Verdict.VERIFIED);
            assertThat(receipt.prover().sha256()).isEmpty();
        }
    }

    @Test
    void aSimulatedEnclaveProvesUnderItsTestAnchorAndNeverPassesForAGenuineOne() throws IOException {
        Path root = folder.resolve("root.pem");
        Map<Option, String> options = Map.of(Option.TEE, "simulated", Option.SIMULATED_ROOT, root.toString());
        AttestationPolicy policy =
                AttestationPolicy.builder().insecureAcceptAnyImage().build();
        try (TestServer server = TestServer.start(folder, options);
                TeeRexProver simulated = builder()
                        .simulatedTee(address(server), policy, TestAnchor.read(Files.readAllBytes(root)))
                        .build();
                TeeRexProver genuine = builder().tee(address(server), policy).build()) {
            for (ProofInputs inputs : List.of(CHONK, NOIR)) {
                ProofReceipt receipt = simulated.prove(inputs).receipt();
                assertThat(receipt.by()).isInstanceOf(ProvedBy.SimulatedEnclave.class);
                assertThat(receipt.isFromGenuineEnclave()).isFalse();
                assertThat(receipt.toJson()).contains("\"mode\" : \"simulated\"", "\"genuineEnclave\" : false");
            }
            assertThatThrownBy(() -> genuine.prove(CHONK))
                    .isInstanceOfSatisfying(AttestationException.class, e -> assertThat(e.reason())
                            .isEqualTo(AttestationException.Code.UNTRUSTED_ROOT));
        }
    }

    @Test
    void aServerThatWasRestartedIsAskedForItsNewKey() throws IOException {
        TestServer first = TestServer.start(folder, Map.of());
        Map<Option, String> options = Map.of(Option.PORT, Integer.toString(first.port()));
        try (TeeRexProver prover = builder().uee(address(first)).build()) {
            try (first) {
                assertThat(prover.prove(CHONK).receipt().by()).isEqualTo(new ProvedBy.Server(address(first)));
            }
            List<Phase> phases = new CopyOnWriteArrayList<>();
            try (TestServer restarted = TestServer.start(folder, options)) {
                assertThat(prover.prove(CHONK, phases::add).receipt().by())
                        .isEqualTo(new ProvedBy.Server(address(restarted)));
            }
            assertThat(phases)
                    .extracting(phase -> phase.getClass().getSimpleName())
                    .containsSubsequence("Queued", "FetchAttestation", "Queued", "Receive");
        }
    }

    @Test
    void whatIsLargerThanTheServerTakesIsSaidSo() throws IOException {
        try (TestServer server = TestServer.start(folder, Map.of(Option.MAX_BODY, "1KiB"));
                TeeRexProver prover = builder().uee(address(server)).build()) {
            assertThatThrownBy(() -> prover.prove(CHONK))
                    .isInstanceOfSatisfying(RemoteException.class, e -> assertThat(e.serverCode())
                            .contains("TRX-S-006"));
        }
    }

    @Test
    void whoeverCancelsHasTheServerEndItsWork() throws Exception {
        StandIn slow = new StandIn().with("version", TestServer.VERSION).with("delayMillis", 60_000);
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (TestServer server = TestServer.start(folder, slow, Map.of());
                TeeRexProver prover = builder().uee(address(server)).build()) {
            CompletableFuture<MadeProof> proof = prover.proveAsync(CHONK, phase -> {}, executor);
            Wait.until(() -> metric(server, "tee_rex_proofs_running 1"));
            proof.cancel(true);
            Wait.until(() -> metric(server, "tee_rex_proofs_total{outcome=\"cancelled\"} 1"));
        } finally {
            executor.shutdownNow();
        }
    }

    private static boolean metric(TestServer server, String line) throws IOException {
        return server.client().get("/metrics").text().lines().anyMatch(found -> found.startsWith(line));
    }
}
