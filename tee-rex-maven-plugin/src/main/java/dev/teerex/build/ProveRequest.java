package dev.teerex.build;

import dev.teerex.bb.VerifierTarget;
import dev.teerex.sdk.LocalProverSettings;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is to be proved, and where the proofs go.
 *
 * @param prover how proofs are made
 * @param ivcInputs a file of private execution steps, or a folder of such files ({@code *.msgpack}); or null
 * @param circuit a compiled Noir circuit; or null
 * @param witness its witness; or null
 * @param verificationKey the file of the key that the circuit's proof must have; or null
 * @param target where the circuit's proof is to be verified
 * @param remote the server that is to prove; empty for this machine
 * @param outputDirectory the folder that gets one folder a proof
 * @param baseDirectory what input files are named relative to in reports
 * @param verify whether each proof is checked after it is made
 * @param force whether proofs that are up to date are made again
 * @param toolVersion the version of this software, which is part of what makes a proof up to date
 */
public record ProveRequest(
        LocalProverSettings prover,
        @Nullable Path ivcInputs,
        @Nullable Path circuit,
        @Nullable Path witness,
        @Nullable Path verificationKey,
        VerifierTarget target,
        Optional<RemoteProving> remote,
        Path outputDirectory,
        Path baseDirectory,
        boolean verify,
        boolean force,
        String toolVersion) {}
