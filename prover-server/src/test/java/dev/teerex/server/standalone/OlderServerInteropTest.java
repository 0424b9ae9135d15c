package dev.teerex.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.Machine;
import dev.teerex.Sha256;
import dev.teerex.attestation.AttestationPolicy;
import dev.teerex.bb.BbVersion;
import dev.teerex.bb.TestInputs;
import dev.teerex.download.HttpSettings;
import dev.teerex.openpgp.OpenPgpJs;
import dev.teerex.sdk.Contract;
import dev.teerex.sdk.InputSource;
import dev.teerex.sdk.LocalProverSettings;
import dev.teerex.sdk.MadeProof;
import dev.teerex.sdk.ProofInputs;
import dev.teerex.sdk.RemoteException;
import dev.teerex.sdk.TeeRexProver;
import dev.teerex.sdk.TeeRexProverBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The SDK against a server of the older contract that runs in Node and decrypts with the package of the TypeScript server. */
@Tag("interop")
@Timeout(180)
class OlderServerInteropTest {
    private static final byte[] INPUTS = TestInputs.inputs("app", "kernel");

    private static final ProofInputs.Ivc CHONK = new ProofInputs.Ivc(InputSource.bytes("transfer", INPUTS));

    private interface Use {
        void of(URI server);
    }

    private static void withServer(int fields, Use use) throws IOException, InterruptedException {
        OpenPgpJs.install();
        Process server = OpenPgpJs.program("older-server.mjs", Integer.toString(fields))
                .redirectErrorStream(true)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
            String ready = out.readLine();
            assertThat(ready).startsWith("ready ");
            use.of(URI.create(ready.substring("ready ".length())));
        } finally {
            server.destroyForcibly();
        }
    }

    /** The server proves nothing, so that there is nothing to be checked. */
    private static TeeRexProverBuilder builder() {
        Machine machine = Machine.current();
        return TeeRexProver.builder(machine)
                .bb(LocalProverSettings.of(machine)
                        .bbVersion(BbVersion.of(TestServer.VERSION))
                        .build())
                .check(false)
                .http(HttpSettings.of(false, List.of()));
    }

    @Test
    void itProves() throws IOException, InterruptedException {
        withServer(1935, server -> {
            try (TeeRexProver prover = builder().uee(server).build()) {
                MadeProof made = prover.prove(CHONK);

                byte[] proof = made.proof().proofBytes();
                assertThat(proof).hasSize(1935 * 32);
                // The server puts the digest of what it decrypted there, without its first byte.
                byte[] last = Arrays.copyOfRange(proof, proof.length - 31, proof.length);
                assertThat(HexFormat.of().formatHex(last))
                        .isEqualTo(Sha256.hex(INPUTS).substring(2));
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1934})
    void aProofOfTooFewFieldsIsRefused(int fields) throws IOException, InterruptedException {
        withServer(fields, server -> {
            try (TeeRexProver prover =
                    builder().uee(server).contract(Contract.OLDER).build()) {
                assertFails(RemoteException.Code.BAD_ANSWER, prover);
            }
        });
    }

    @Test
    void itIsNeitherAnEnclaveNorAServerOfTheNewContract() throws IOException, InterruptedException {
        AttestationPolicy policy =
                AttestationPolicy.builder().insecureAcceptAnyImage().build();
        withServer(1935, server -> {
            try (TeeRexProver tee = builder()
                            .tee(server, policy)
                            .contract(Contract.OLDER)
                            .build();
                    TeeRexProver newer =
                            builder().uee(server).contract(Contract.V1).build()) {
                assertFails(RemoteException.Code.NOT_ATTESTED, tee);
                assertFails(RemoteException.Code.NO_ROUTE, newer);
            }
        });
    }

    private static void assertFails(RemoteException.Code reason, TeeRexProver prover) {
        assertThatThrownBy(() -> prover.prove(CHONK))
                .isInstanceOfSatisfying(
                        RemoteException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
