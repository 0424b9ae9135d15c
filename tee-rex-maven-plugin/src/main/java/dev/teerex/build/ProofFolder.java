package dev.teerex.build;

import dev.teerex.InputException;
import dev.teerex.InputException.Code;
import dev.teerex.Sha256;
import dev.teerex.bb.ChonkProof;
import dev.teerex.bb.UltraHonkProof;
import dev.teerex.bb.VerifierTarget;
import dev.teerex.crs.Crs;
import dev.teerex.sdk.Proof;
import dev.teerex.sdk.Scheme;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one proof: {@code proof}, {@code public_inputs} (Noir), {@code vk}, {@code proof-report.json},
 * {@code proof-receipt.json} (of a server) and {@code .fingerprint}. It is written beside its place and moved there as a whole.
 * A build that is killed between moving the old one away and the new one in leaves both beside the empty place; {@link #recover}
 * of the next one puts the old one back.
 */
final class ProofFolder {
    static final String RECEIPT = "proof-receipt.json";

    private static final String PROOF = "proof";
    private static final String PUBLIC_INPUTS = "public_inputs";
    private static final String KEY = "vk";
    private static final String FINGERPRINT = ".fingerprint";
    private static final List<String> FILES = List.of(PROOF, PUBLIC_INPUTS, KEY, ProofReport.FILE, RECEIPT);
    // Followed by the id of the process that writes.
    private static final String NEW = ".new-";
    private static final String OLD = ".old-";
    private static final int MAX_FINGERPRINT = 10_000;
    private static final int MAX_SIZE = 16 * 1024 * 1024;

    private final Path path;

    ProofFolder(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    /** Returns whether a proof with its report is here. */
    boolean exists() {
        return Files.isRegularFile(path.resolve(ProofReport.FILE));
    }

    /**
     * Makes sure, without touching anything, that this place can be written: a proof takes long, and would be lost. What is
     * here and is no proof is somebody's work, such as the Nargo project that a circuit came from.
     *
     * @throws BuildException with {@link BuildException.Code#OUTPUT_UNWRITABLE} when it cannot
     */
    void requireWritable() {
        if (Files.exists(path) && !isOurs() && !isEmpty()) {
            throw new BuildException(
                    BuildException.Code.OUTPUT_UNWRITABLE,
                    "the proof cannot be written to " + path
                            + ": something else than a proof is there, and would be lost;"
                            + " give another folder for proofs (tee-rex.outputDirectory), or move away what is there",
                    null);
        }
        for (@Nullable Path folder = path.toAbsolutePath().getParent(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder)) {
                if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
                    throw unwritable(folder + " is no folder that may be written", null);
                }
                return;
            }
        }
    }

    /** Returns whether prove wrote here, even where a part of it is gone. */
    private boolean isOurs() {
        return exists() || Files.isRegularFile(path.resolve(FINGERPRINT));
    }

    private boolean isEmpty() {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            return !entries.iterator().hasNext();
        } catch (IOException | DirectoryIteratorException e) {
            // No folder, or one that nobody can look into: nothing of that may be removed.
            return false;
        }
    }

    /** Writes all of it, replacing the proof that was here. */
    void write(ProofMaker.Made made, ProofReport report, String fingerprint) {
        Proof proof = made.proof();
        Path fresh = beside(NEW);
        Path old = beside(OLD);
        try {
            delete(fresh);
            Files.createDirectories(fresh);
            Files.write(fresh.resolve(PROOF), proof.proofBytes());
            Files.write(fresh.resolve(KEY), proof.verificationKey());
            if (proof instanceof Proof.UltraHonk ultraHonk) {
                Files.write(fresh.resolve(PUBLIC_INPUTS), ultraHonk.proof().publicInputs());
            }
            if (made.receipt().isPresent()) {
                Files.writeString(fresh.resolve(RECEIPT), made.receipt().get());
            }
            Files.write(fresh.resolve(ProofReport.FILE), report.toJson());
            List<String> lines = new ArrayList<>(List.of(fingerprint, report.crs()));
            lines.addAll(digests(fresh));
            Files.write(fresh.resolve(FINGERPRINT), lines);
            delete(old);
            if (Files.exists(path)) {
                Files.move(path, old, StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw unwritable(String.valueOf(e.getMessage()), e);
        } finally {
            deleteQuietly(fresh);
            restoreOrDelete(old);
        }
    }

    private BuildException unwritable(String why, @Nullable IOException cause) {
        return new BuildException(
                BuildException.Code.OUTPUT_UNWRITABLE,
                "the proof cannot be written to " + path + " (" + why
                        + "); check that there is space and that the folder may be written (tee-rex.outputDirectory)",
                cause);
    }

    private Path beside(String what) {
        return path.resolveSibling(
                "." + path.getFileName() + what + ProcessHandle.current().pid());
    }

    /** Removes what killed builds have left beside this place; an old proof goes back where there is none now. */
    void recover() {
        Pattern left = Pattern.compile(Pattern.quote("." + path.getFileName()) + "(\\.new-|\\.old-)(\\d{1,18})");
        try (DirectoryStream<Path> siblings = Files.newDirectoryStream(path.resolveSibling(""))) {
            for (Path sibling : siblings) {
                Matcher name = left.matcher(String.valueOf(sibling.getFileName()));
                if (name.matches() && hasEnded(Long.parseLong(name.group(2)))) {
                    if (name.group(1).equals(OLD)) {
                        restoreOrDelete(sibling);
                    } else {
                        deleteQuietly(sibling);
                    }
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // There is no folder yet, or it is for the writing to say what is wrong with it.
        }
    }

    /** This process is not writing yet: its id was another's before, as the first one's in each container is the same. */
    private static boolean hasEnded(long process) {
        return process == ProcessHandle.current().pid()
                || !ProcessHandle.of(process).map(ProcessHandle::isAlive).orElse(false);
    }

    private void restoreOrDelete(Path old) {
        try {
            if (Files.notExists(path) && new ProofFolder(old).exists()) {
                Files.move(old, path, StandardCopyOption.ATOMIC_MOVE);
            } else {
                delete(old);
            }
        } catch (IOException e) {
            // What is left has a name that says so, and the next run sees to it.
        }
    }

    /**
     * Finds out, without looking into reports, whether what is here was written with this fingerprint and is as it was then.
     *
     * @return whether the CRS was the development one; empty where the proof is to be made anew
     */
    Optional<Boolean> upToDate(String fingerprint) {
        try {
            Path file = path.resolve(FINGERPRINT);
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_FINGERPRINT) {
                return Optional.empty();
            }
            List<String> lines = Files.readAllLines(file);
            return lines.size() > 2
                            && lines.get(0).equals(fingerprint)
                            && lines.subList(2, lines.size()).equals(digests(path))
                    ? Optional.of(lines.get(1).equals(Crs.Kind.INSECURE_DEV.text()))
                    : Optional.empty();
        } catch (IOException e) {
            // Whatever is wrong with it, it is made anew.
            return Optional.empty();
        }
    }

    private static List<String> digests(Path folder) throws IOException {
        List<String> digests = new ArrayList<>();
        for (String name : FILES) {
            Path file = folder.resolve(name);
            if (Files.exists(file)) {
                digests.add(Sha256.ofFile(file) + " " + name);
            }
        }
        return digests;
    }

    /**
     * Reads the report.
     *
     * @throws InputException when it cannot be read or is none
     */
    ReportedProof report() {
        return ReportedProof.parse(path.resolve(ProofReport.FILE).toString(), read(ProofReport.FILE));
    }

    /**
     * Reads the proof that the report is about.
     *
     * @throws InputException when a file is missing, is not what its scheme has, or is not the one that the report is about
     */
    Proof proof(ReportedProof report) {
        byte[] bytes = read(PROOF);
        if (!Sha256.hex(bytes).equals(report.proofSha256())) {
            throw new InputException(
                    Code.BAD_PROOF,
                    path.resolve(PROOF)
                            + " is not the proof that its report is about: its SHA-256 differs; prove again");
        }
        Scheme scheme = Scheme.of(report.scheme())
                .orElseThrow(() -> new InputException(
                        Code.BAD_PROOF, path + " is of the unknown scheme \"" + report.scheme() + "\""));
        return switch (scheme) {
            case CHONK -> new Proof.Chonk(ChonkProof.ofFields(bytes), read(KEY));
            case ULTRA_HONK -> {
                @Nullable String target = report.verifierTarget();
                if (target == null) {
                    throw new InputException(Code.BAD_PROOF, path + ": its report names no verifierTarget");
                }
                yield new Proof.UltraHonk(
                        new UltraHonkProof(bytes, read(PUBLIC_INPUTS), read(KEY)), VerifierTarget.of(target));
            }
        };
    }

    private byte[] read(String name) {
        Path file = path.resolve(name);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_SIZE + 1);
            if (bytes.length > MAX_SIZE) {
                throw new InputException(Code.TOO_LARGE, file + " has more than " + MAX_SIZE + " bytes");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new InputException(
                    Code.UNREADABLE, file + " does not exist; is " + path + " a folder that tee-rex:prove wrote?", e);
        } catch (IOException e) {
            throw new InputException(Code.UNREADABLE, file + " cannot be read", e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private static void deleteQuietly(Path folder) {
        try {
            delete(folder);
        } catch (IOException e) {
            // What is left has a name that says so, and the next run removes it.
        }
    }
}
