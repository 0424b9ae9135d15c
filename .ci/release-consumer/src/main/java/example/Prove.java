package example;

import dev.teerex.Machine;
import dev.teerex.bb.VerifierTarget;
import dev.teerex.crs.InsecureDevCrsPolicy;
import dev.teerex.sdk.InputSource;
import dev.teerex.sdk.LocalProof;
import dev.teerex.sdk.LocalProver;
import dev.teerex.sdk.LocalProverListener;
import dev.teerex.sdk.LocalProverSettings;
import dev.teerex.sdk.ProofInputs;
import java.nio.file.Path;

/** Proves with the released SDK. The development CRS may stand in where no genuine one is to be had, and no such proof verifies. */
public final class Prove {
    private Prove() {}

    public static void main(String[] args) {
        Path folder = Path.of(args[0]);
        LocalProverSettings settings = LocalProverSettings.of(Machine.current())
                .insecureDevCrs(InsecureDevCrsPolicy.IF_NO_GENUINE)
                .build();
        try (LocalProver prover = new LocalProver(settings, LocalProverListener.NONE)) {
            LocalProof made = prover.prove(
                    new ProofInputs.Noir(
                            InputSource.file(folder.resolve("factors.json")),
                            InputSource.file(folder.resolve("factors.gz")),
                            VerifierTarget.NOIR_RECURSIVE),
                    true);
            System.out.println("the SDK proved: " + made.verdict());
        }
    }
}
