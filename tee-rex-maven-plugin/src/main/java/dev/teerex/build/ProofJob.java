package dev.teerex.build;

import dev.teerex.InputException;
import dev.teerex.InputException.Code;
import dev.teerex.bb.VerifierTarget;
import dev.teerex.sdk.LocalProof;
import dev.teerex.sdk.LocalProver;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One proof to be made. */
sealed interface ProofJob {
    /** Returns the proof's name: the base name of the file that it is made from. */
    String name();

    /** Returns the files that it is made from. */
    List<Path> inputs();

    /** Returns what besides the files decides what comes out. */
    String kind();

    /** Makes it. */
    LocalProof prove(LocalProver prover, boolean verify);

    /**
     * Returns the jobs that a request is made of, at least one, with different names.
     *
     * @throws InputException when the request names files that are not there, or half of a pair
     * @throws BuildException with {@link BuildException.Code#NOTHING_GIVEN} when it names none
     */
    static List<ProofJob> of(ProveRequest request) {
        List<ProofJob> jobs = new ArrayList<>();
        @Nullable Path ivcInputs = request.ivcInputs();
        if (ivcInputs != null) {
            for (Path file : files(ivcInputs)) {
                jobs.add(new Transaction(file));
            }
        }
        @Nullable Path circuit = request.circuit();
        @Nullable Path witness = request.witness();
        if (circuit != null && witness != null) {
            jobs.add(new Circuit(circuit, witness, request.target()));
        } else if (circuit != null || witness != null) {
            throw new InputException(
                    Code.BAD_OPTION, "tee-rex.circuit and tee-rex.witness belong together; only one of them is given");
        }
        if (jobs.isEmpty()) {
            throw new BuildException(
                    BuildException.Code.NOTHING_GIVEN,
                    "there is nothing to prove: give tee-rex.ivcInputs (a file or a folder), or tee-rex.circuit with"
                            + " tee-rex.witness",
                    null);
        }
        for (int i = 0; i < jobs.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (jobs.get(i).name().equals(jobs.get(j).name())) {
                    throw new InputException(
                            Code.BAD_OPTION,
                            "two inputs are called \"" + jobs.get(i).name()
                                    + "\" and would write the same folder; use two executions with an"
                                    + " tee-rex.outputDirectory each");
                }
            }
        }
        return jobs;
    }

    private static List<Path> files(Path ivcInputs) {
        if (!Files.isDirectory(ivcInputs)) {
            return List.of(ivcInputs);
        }
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(ivcInputs, "*.msgpack")) {
            entries.forEach(files::add);
        } catch (IOException e) {
            throw new InputException(Code.UNREADABLE, ivcInputs + " cannot be listed (tee-rex.ivcInputs)", e);
        }
        if (files.isEmpty()) {
            throw new InputException(Code.EMPTY, ivcInputs + " holds no *.msgpack file (tee-rex.ivcInputs)");
        }
        files.sort(null);
        return files;
    }

    private static String baseName(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /**
     * A private transaction.
     *
     * @param file its private execution steps
     */
    record Transaction(Path file) implements ProofJob {
        @Override
        public String name() {
            return baseName(file);
        }

        @Override
        public List<Path> inputs() {
            return List.of(file);
        }

        @Override
        public String kind() {
            return "chonk";
        }

        @Override
        public LocalProof prove(LocalProver prover, boolean verify) {
            return prover.proveChonk(file, verify);
        }
    }

    /**
     * A Noir circuit.
     *
     * @param circuit the compiled circuit
     * @param witness its witness
     * @param target where the proof is to be verified
     */
    record Circuit(Path circuit, Path witness, VerifierTarget target) implements ProofJob {
        @Override
        public String name() {
            return baseName(circuit);
        }

        @Override
        public List<Path> inputs() {
            return List.of(circuit, witness);
        }

        @Override
        public String kind() {
            return "ultra_honk for " + target.text().toLowerCase(Locale.ROOT);
        }

        @Override
        public LocalProof prove(LocalProver prover, boolean verify) {
            return prover.proveNoir(circuit, witness, target, verify);
        }
    }
}
