package dev.teerex.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.bb.TestInputs;
import dev.teerex.openpgp.OpenPgpJs;
import dev.teerex.sdk.Contract;
import dev.teerex.sdk.InputSource;
import dev.teerex.sdk.MadeProof;
import dev.teerex.sdk.ProofInputs;
import dev.teerex.sdk.RemoteException;
import dev.teerex.sdk.TeeRexProver;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** This SDK against a JavaScript server of the older contract, with the package that the TypeScript server decrypts with. */
@Tag("interop")
class OlderServerInteropTest {
    private static final ProofInputs.Ivc INPUTS =
            new ProofInputs.Ivc(InputSource.bytes("transfer", TestInputs.inputs("app", "kernel")));

    @TempDir
    Path folder;

    @BeforeAll
    static void packageIsInstalled() throws IOException, InterruptedException {
        OpenPgpJs.install();
    }

    private ServerProcess server(int fields) throws IOException {
        List<String> command =
                OpenPgpJs.program("older-server.mjs", Integer.toString(fields)).command();
        return ServerProcess.start(folder, command);
    }

    /** Its proofs prove nothing, so they are not checked. */
    private static MadeProof prove(ServerProcess server) throws IOException {
        URI address = URI.create("http://127.0.0.1:" + server.ready().port());
        try (TeeRexProver prover = TeeRexProver.builder()
                .uee(address)
                .contract(Contract.OLDER)
                .check(false)
                .build()) {
            return prover.prove(INPUTS);
        }
    }

    @Test
    void itDecryptsWhatThisSdkEncryptsAndItsProofIsTaken() throws Exception {
        try (ServerProcess server = server(1935 + 1281)) {
            byte[] proof = prove(server).proof().proofBytes();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(TestInputs.inputs("app", "kernel"));
            // The server says in the last field what it decrypted.
            assertThat(Arrays.copyOfRange(proof, proof.length - 31, proof.length))
                    .isEqualTo(Arrays.copyOfRange(digest, 1, 32));
        }
    }

    @Test
    void aProofThatIsTooShortIsNotTaken() throws IOException {
        try (ServerProcess server = server(0)) {
            assertThatThrownBy(() -> prove(server)).isInstanceOf(RemoteException.class);
        }
    }
}
