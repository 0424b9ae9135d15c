package dev.teerex.build;

import dev.teerex.Bytes;
import dev.teerex.InputException;
import dev.teerex.InputException.Code;
import dev.teerex.sdk.InputSource;
import dev.teerex.sdk.ProofInputs;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One proof to be made.
 *
 * @param name the base name of the file that it is made from
 * @param kind what besides the files decides what comes out
 * @param files the files that it is made from
 * @param inputs what the prover gets of them
 */
record ProofJob(String name, String kind, List<Path> files, ProofInputs inputs) {
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
                jobs.add(transaction(file));
            }
        }
        @Nullable Path circuit = request.circuit();
        @Nullable Path witness = request.witness();
        if (circuit != null && witness != null) {
            jobs.add(circuit(circuit, witness, request));
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
        requireDifferentNames(jobs);
        return jobs;
    }

    private static ProofJob transaction(Path file) {
        return new ProofJob(baseName(file), "chonk", List.of(file), new ProofInputs.Ivc(InputSource.file(file)));
    }

    private static ProofJob circuit(Path circuit, Path witness, ProveRequest request) {
        @Nullable Path key = request.verificationKey();
        return new ProofJob(
                baseName(circuit),
                "ultra_honk for " + request.target().text().toLowerCase(Locale.ROOT),
                key == null ? List.of(circuit, witness) : List.of(circuit, witness, key),
                new ProofInputs.Noir(
                        InputSource.file(circuit),
                        InputSource.file(witness),
                        request.target(),
                        key == null ? Optional.empty() : Optional.of(Bytes.of(KeyFile.read(key)))));
    }

    private static void requireDifferentNames(List<ProofJob> jobs) {
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
}
