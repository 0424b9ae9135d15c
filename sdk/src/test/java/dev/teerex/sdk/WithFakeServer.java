package dev.teerex.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.Machine;
import dev.teerex.Reason;
import dev.teerex.TeeRexException;
import dev.teerex.attestation.AttestationPolicy;
import dev.teerex.attestation.EnclaveImage;
import dev.teerex.attestation.Forge;
import dev.teerex.bb.BbVersion;
import dev.teerex.bb.TestInputs;
import dev.teerex.bb.VerifierTarget;
import dev.teerex.download.HttpSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What tests against a {@link FakeServer} share. */
@Timeout(60)
abstract class WithFakeServer {
    static final ProofInputs.Ivc CHONK = new ProofInputs.Ivc(InputSource.bytes("transfer", FakeServer.INPUTS));

    static final byte[] BYTECODE = TestInputs.gzip(new byte[] {1, 2, 3});
    static final byte[] WITNESS = TestInputs.gzip(new byte[] {4, 5});

    static final ProofInputs.Noir NOIR = new ProofInputs.Noir(
            InputSource.bytes("circuit", BYTECODE), InputSource.bytes("witness", WITNESS), VerifierTarget.EVM);

    /** Inputs that a stand-in for bb takes. */
    static final ProofInputs.Noir CIRCUIT = new ProofInputs.Noir(
            InputSource.bytes("circuit", TestInputs.gzip(TestInputs.bytecode("c"))),
            InputSource.bytes("witness", TestInputs.gzip(TestInputs.witness("c"))),
            VerifierTarget.EVM);

    /** The image of the forged enclave. */
    static final AttestationPolicy RELEASE_7 = AttestationPolicy.builder()
            .image(new EnclaveImage(
                    "release-7", Forge.measurement("PCR0"), Forge.measurement("PCR1"), Forge.measurement("PCR2")))
            .build();

    static final AttestationPolicy ANY_IMAGE =
            AttestationPolicy.builder().insecureAcceptAnyImage().build();

    /** The pauses that were made, none of which took any time. */
    final List<Duration> pauses = new CopyOnWriteArrayList<>();

    @TempDir
    Path folder;

    Machine machine() {
        Machine here = Machine.current();
        return new Machine(here.os(), here.arch(), Map.of(), folder, here.temporaryDirectory(), here.processors());
    }

    LocalProverSettings.Builder bb() {
        return LocalProverSettings.of(machine()).bbVersion(BbVersion.of(FakeServer.VERSION));
    }

    /** Returns a builder that does not check proofs: most tests are not about that, and it needs a bb. */
    TeeRexProverBuilder builder() {
        return builderWithoutContract().contract(Contract.V1);
    }

    TeeRexProverBuilder builderWithoutContract() {
        return TeeRexProver.builder(machine())
                .bb(bb().build())
                .check(false)
                .clock(FakeServer.CLOCK)
                .http(HttpSettings.of(false, List.of()))
                .pause((pause, closed) -> pauses.add(pause));
    }

    TeeRexProver uee(FakeServer server) {
        return builder().uee(server.address()).build();
    }

    TeeRexProver simulated(FakeServer server) {
        return simulated(server, ANY_IMAGE);
    }

    TeeRexProver simulated(FakeServer server, AttestationPolicy policy) {
        return builder()
                .simulatedTee(server.address(), policy, FakeServer.anchor())
                .build();
    }

    static void assertFails(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(TeeRexException.class, e -> assertThat(e.reason())
                .as(e.getMessage())
                .isEqualTo(reason));
    }
}
