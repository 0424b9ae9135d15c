package dev.teerex.attestation;

import java.security.Security;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How many genuine documents one thread verifies in a second: all fifteen rules, at the document's own time. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 5)
@Measurement(iterations = 5, time = 4)
public class VerificationBenchmark {
    @Param({"BouncyCastle", "SunEC"})
    public String provider = "";

    private final AttestationPolicy policy =
            AttestationPolicy.builder().insecureAcceptAnyImage().build();
    private AttestationVerifier verifier = AttestationVerifier.create();
    private byte[] document = {};

    @Setup
    public void prepare() {
        verifier = provider.equals("BouncyCastle")
                ? AttestationVerifier.create()
                : AttestationVerifier.withProvider(Security.getProvider(provider));
        document = Vectors.all().stream()
                .filter(vector -> vector.name().equals("evervault-valid"))
                .findFirst()
                .orElseThrow()
                .document()
                .toArray();
    }

    /** The CA chain was verified before: two signatures are left, the leaf's and the document's. */
    @Benchmark
    public VerifiedAttestation warm() {
        return verifier.verify(document, policy, VerificationTime.ofDocument());
    }

    /** No CA chain and no key is remembered but the root's: five signatures. */
    @Benchmark
    public VerifiedAttestation cold() {
        verifier.forgetChains();
        return verifier.verify(document, policy, VerificationTime.ofDocument());
    }
}
