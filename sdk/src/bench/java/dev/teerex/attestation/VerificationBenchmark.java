package dev.teerex.attestation;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
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

/**
 * How many genuine documents one thread verifies in a second: all fifteen rules, at the document's own time; and beside it
 * how many bare signatures, for this machine's measure.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 5)
@Measurement(iterations = 5, time = 4)
public class VerificationBenchmark {
    private static final byte[] MESSAGE = "signed".getBytes(StandardCharsets.US_ASCII);

    @Param({"BouncyCastle", "Corretto", "SunEC"})
    public String provider = "";

    private final AttestationPolicy policy =
            AttestationPolicy.builder().insecureAcceptAnyImage().build();
    private AttestationVerifier verifier = AttestationVerifier.create();
    private byte[] document = {};
    private EcdsaP384 ecdsa = new EcdsaP384(new BouncyCastleEc());
    private KeyPair pair = newPair();
    private byte[] signature = {};

    @Setup
    public void prepare() throws GeneralSecurityException {
        Provider named =
                switch (provider) {
                    case "BouncyCastle" -> new BouncyCastleEc();
                    case "Corretto" -> AmazonCorrettoCryptoProvider.INSTANCE;
                    default -> Security.getProvider(provider);
                };
        verifier = provider.equals("BouncyCastle")
                ? AttestationVerifier.create()
                : AttestationVerifier.withProvider(named);
        document = Vectors.all().stream()
                .filter(vector -> vector.name().equals("evervault-valid"))
                .findFirst()
                .orElseThrow()
                .document()
                .toArray();
        ecdsa = new EcdsaP384(named);
        Signature signer = Signature.getInstance("SHA384withECDSA");
        signer.initSign(pair.getPrivate());
        signer.update(MESSAGE);
        signature = signer.sign();
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

    /** One signature by a key that is met for the first time, as four of the five are of a document that is cold. */
    @Benchmark
    public boolean freshKey() {
        ecdsa.clear();
        PublicKey fresh = ecdsa.adopt(pair.getPublic()).orElseThrow();
        return ecdsa.verifies(fresh, MESSAGE, signature);
    }

    private static KeyPair newPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp384r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
