package dev.teerex.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.attestation.AttestationPolicy;
import dev.teerex.attestation.AttestationPolicyFile;
import dev.teerex.bb.VerifierTarget;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The examples in the documentation are the ones below, which compile. */
class DocumentedExamplesTest {
    private static final Pattern EXAMPLE = Pattern.compile("(?s)```java\n(.*?)```");

    static boolean readme(Path circuit, Path witness) {
        try (TeeRexProver prover = TeeRexProver.builder().local().build()) {
            ProofInputs inputs = new ProofInputs.Noir(
                    InputSource.file(circuit), InputSource.file(witness), VerifierTarget.NOIR_RECURSIVE);
            boolean verified = prover.prove(inputs).receipt().verdict() == Verdict.VERIFIED;
            return verified;
        }
    }

    static void enclave(Path policyFile, URI url, Path ivcInputs, Path receiptFile) throws IOException {
        AttestationPolicy policy = AttestationPolicyFile.read(policyFile);
        try (TeeRexProver prover = TeeRexProver.builder().tee(url, policy).build()) {
            ProofInputs inputs = new ProofInputs.Ivc(InputSource.file(ivcInputs));
            MadeProof made = prover.prove(inputs);
            Files.writeString(receiptFile, made.receipt().toJson());
        }
    }

    static CompletableFuture<MadeProof> background(
            TeeRexProver prover, Path circuit, byte[] witness, Consumer<String> log, Executor executor) {
        ProofInputs inputs = new ProofInputs.Noir(
                InputSource.file(circuit), InputSource.bytes("witness", witness), VerifierTarget.EVM);
        CompletableFuture<MadeProof> proof = prover.proveAsync(inputs, phase -> log.accept(phase.toString()), executor);
        return proof;
    }

    private static List<String> lines(String code) {
        return code.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.equals("}"))
                .toList();
    }

    @Test
    void theDocumentationShowsCodeThatCompiles() throws IOException {
        List<String> compiled =
                lines(Files.readString(Path.of("src/test/java/dev/teerex/sdk/DocumentedExamplesTest.java")));
        Stream<String> pages = Stream.of(
                Files.readString(Path.of("..", "README.md")), Files.readString(Path.of("..", "docs", "sdk.md")));
        List<String> examples = pages.flatMap(
                        page -> EXAMPLE.matcher(page).results().map(found -> found.group(1)))
                .toList();

        assertThat(examples).hasSize(3);
        for (String example : examples) {
            assertThat(compiled).containsSequence(lines(example));
        }
    }
}
