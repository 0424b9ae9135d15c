package dev.teerex.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.teerex.InputException.Code;
import dev.teerex.bb.VerifierTarget;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What cannot be used is refused where it is given, and not where it is first missed. */
// Not every caller's compiler checks what may be null.
@SuppressWarnings({"NullAway", "DataFlowIssue"})
class BadOptionsTest extends WithFakeServer {
    private static final URI SERVER = URI.create("http://localhost:1");

    @Test
    void nothingIsRefusedByItsName() throws IOException {
        InputSource source = InputSource.bytes("x", new byte[1]);
        assertNamed("policy", () -> builder().tee(SERVER, null));
        assertNamed("policy", () -> builder().simulatedTee(SERVER, null, FakeServer.anchor()));
        assertNamed("anchor", () -> builder().simulatedTee(SERVER, RELEASE_7, null));
        assertNamed("url", () -> builder().uee(null));
        assertNamed("bb", () -> builder().bb(null));
        assertNamed("bbListener", () -> builder().bbListener(null));
        assertNamed("timeouts", () -> builder().timeouts(null));
        assertNamed("retry", () -> builder().retry(null));
        assertNamed("http", () -> builder().http(null));
        assertNamed("headers", () -> builder().headers(null));
        assertNamed("contract", () -> builder().contract(null));
        assertNamed("clock", () -> builder().clock(null));
        assertNamed("stall", () -> new Timeouts(Duration.ofDays(1), Duration.ofDays(1), null, Duration.ofDays(1)));
        assertNamed("steps", () -> new ProofInputs.Ivc(null));
        assertNamed("circuit", () -> new ProofInputs.Noir(null, null, null));
        assertNamed("witness", () -> new ProofInputs.Noir(source, null, VerifierTarget.EVM));
        assertNamed("target", () -> new ProofInputs.Noir(source, source, null));
        assertNamed("verificationKey", () -> new ProofInputs.Noir(source, source, VerifierTarget.EVM, null));
        assertNamed("file", () -> InputSource.file(null));
        assertNamed("name", () -> InputSource.bytes(null, new byte[1]));
        assertNamed("bytes", () -> InputSource.bytes("x", null));
        assertNamed("machine", () -> LocalProverSettings.of(null));
        assertNamed("ticker", () -> bb().ticker(null));
        assertNamed("bbLoader", () -> bb().bbLoader(null));
        assertNamed("cacheDirectory", () -> bb().cacheDirectory(null));
        assertNamed("headers", () -> bb().npmRegistry(null, null));
        assertNamed("insecureDevCrs", () -> bb().insecureDevCrs(null));
        assertNamed("timeout", () -> bb().timeout(null));
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server)) {
            assertNamed("inputs", () -> prover.prove(null));
            assertNamed("listener", () -> prover.prove(CHONK, null));
            assertNamed("inputs", () -> prover.proveAsync(null, phase -> {}, Runnable::run));
            assertThat(server.requests).isEmpty();
        }
    }

    private static void assertNamed(String name, ThrowingCallable call) {
        assertThatNullPointerException().as(name).isThrownBy(call).withMessage(name);
    }

    @Test
    void numbersThatCannotBeUsedAreBadOptions() {
        assertFails(Code.BAD_OPTION, () -> bb().timeout(Duration.ZERO).build());
        assertFails(Code.BAD_OPTION, () -> bb().timeout(Duration.ofSeconds(-5)).build());
        assertFails(Code.BAD_OPTION, () -> bb().threads(-7).build());
        assertFails(Code.BAD_OPTION, () -> Timeouts.DEFAULT.withProof(Duration.ZERO));
    }

    @Test
    void noMoreThreadsAreSaidThanBbUses() {
        assertThat(bb().threads(9999).build().threads()).isEqualTo(32);
        assertThat(bb().threads(3).build().threads()).isEqualTo(3);
        assertThat(bb().threads(0).build().threads())
                .isEqualTo(Math.min(32, machine().processors()));
        assertThat(bb().npmRegistry(null, Map.of()).build().threads()).isPositive();
    }
}
