package dev.teerex.build;

import dev.teerex.InputException;
import dev.teerex.InputException.Code;
import dev.teerex.TeeRexException;
import dev.teerex.bb.BbVersion;
import dev.teerex.crs.InsecureDevCrsPolicy;
import dev.teerex.sdk.LocalProver;
import dev.teerex.sdk.LocalProverSettings;
import dev.teerex.sdk.Proof;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Verifies proofs that the prove step wrote. */
public final class VerifyStep {
    private final VerifyRequest request;
    private final BuildLog log;
    private final ProveProgress progress;

    /** Makes a step; nothing is done yet. */
    public VerifyStep(VerifyRequest request, BuildLog log) {
        this.request = request;
        this.log = log;
        this.progress = new ProveProgress(log);
    }

    /**
     * Does it, and writes {@code verify-report.json}; one of before is removed first.
     *
     * @throws BuildException with {@link BuildException.Code#NOT_VERIFIED} when any proof does not verify or is damaged, after all
     *     were looked at and the report was written; with {@link BuildException.Code#NOTHING_GIVEN} when there is none
     * @throws InputException when the key cannot be read; or what is wrong with the only proof there is, after the report was
     *     written
     * @throws TeeRexException of another type when bb cannot be had or run, after the report was written; the proofs behind are
     *     not looked at
     */
    public void run() {
        ReportFile.remove(request.outputDirectory().resolve(VerifyOutcome.FILE));
        List<ProofFolder> folders = folders();
        Optional<byte[]> key = Optional.ofNullable(request.verificationKey()).map(KeyFile::read);
        List<VerifyOutcome> outcomes = new ArrayList<>();
        @Nullable InputException damage = null;
        for (ProofFolder folder : folders) {
            try {
                add(verify(folder, key), outcomes);
            } catch (InputException e) {
                damage = e;
                add(notChecked(folder, e), outcomes);
            } catch (NoBb e) {
                throw ended(folder, e.why, outcomes);
            } catch (TeeRexException e) {
                throw ended(folder, e, outcomes);
            }
        }
        VerifyOutcome.write(request.outputDirectory(), outcomes);
        if (damage != null && folders.size() == 1) {
            throw damage;
        }
        List<VerifyOutcome> failed =
                outcomes.stream().filter(outcome -> !outcome.accepted()).toList();
        if (!failed.isEmpty()) {
            throw new BuildException(
                    BuildException.Code.NOT_VERIFIED,
                    failed.size() + " of " + folders.size() + " proofs are not verified: "
                            + failed.stream().map(VerifyOutcome::text).collect(Collectors.joining("; ")),
                    null);
        }
    }

    /** No proof is to blame, and the others would most often wait as long for the same. */
    private TeeRexException ended(ProofFolder folder, TeeRexException why, List<VerifyOutcome> outcomes) {
        add(notChecked(folder, why), outcomes);
        try {
            VerifyOutcome.write(request.outputDirectory(), outcomes);
        } catch (BuildException unwritten) {
            why.addSuppressed(unwritten);
        }
        return why;
    }

    private void add(VerifyOutcome outcome, List<VerifyOutcome> outcomes) {
        outcomes.add(outcome);
        log.info(outcome.text());
    }

    private List<ProofFolder> folders() {
        @Nullable Path proof = request.proof();
        if (proof != null) {
            return List.of(new ProofFolder(proof));
        }
        List<ProofFolder> folders = new ArrayList<>();
        Path parent = request.outputDirectory();
        if (Files.isDirectory(parent)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent)) {
                for (Path entry : entries) {
                    ProofFolder folder = new ProofFolder(entry);
                    if (folder.exists() && !String.valueOf(entry.getFileName()).startsWith(".")) {
                        folders.add(folder);
                    }
                }
            } catch (IOException e) {
                throw new InputException(Code.UNREADABLE, parent + " cannot be listed (tee-rex.outputDirectory)", e);
            }
        }
        if (folders.isEmpty()) {
            throw new BuildException(
                    BuildException.Code.NOTHING_GIVEN,
                    "there is no proof to verify in " + parent
                            + ": prove first, or name a folder that tee-rex:prove wrote with tee-rex.proof",
                    null);
        }
        folders.sort((a, b) -> a.path().compareTo(b.path()));
        return folders;
    }

    private VerifyOutcome verify(ProofFolder folder, Optional<byte[]> key) {
        ReportedProof report = folder.report();
        Proof proof = folder.proof(report);
        if (key.isPresent() && !Arrays.equals(key.get(), proof.verificationKey())) {
            return outcome(folder, report, VerifyOutcome.Verdict.REJECTED, "it is for another key than tee-rex.vk");
        }
        boolean insecure = report.isInsecure();
        if (insecure && request.prover().insecureDevCrs() != InsecureDevCrsPolicy.NEVER) {
            InsecureBanner.developmentCrs(log, report.name());
            return outcome(folder, report, VerifyOutcome.Verdict.INSECURE_DEV, "made under the development CRS");
        }
        boolean verifies;
        BbVersion judge;
        try (LocalProver prover = new LocalProver(settings(report), progress)) {
            judge = judge(prover);
            verifies = prover.verify(proof);
        }
        if (verifies) {
            return outcome(folder, report, VerifyOutcome.Verdict.VERIFIED, "bb " + judge + " accepts it");
        }
        return outcome(
                folder,
                report,
                VerifyOutcome.Verdict.REJECTED,
                insecure
                        ? "it was made under the insecure development CRS, under which none does"
                        : "bb says that it is not a proof of its public inputs under its key");
    }

    private static BbVersion judge(LocalProver prover) {
        try {
            return prover.bb().version();
        } catch (TeeRexException e) {
            throw new NoBb(e);
        }
    }

    /** That bb cannot be had, which may be somebody's bad input, but is no proof's. */
    private static final class NoBb extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final TeeRexException why;

        NoBb(TeeRexException why) {
            this.why = why;
        }
    }

    private static VerifyOutcome outcome(
            ProofFolder folder, ReportedProof report, VerifyOutcome.Verdict verdict, String why) {
        return new VerifyOutcome(report.name(), folder.path(), report.scheme(), report.bbVersion(), verdict, null, why);
    }

    private static VerifyOutcome notChecked(ProofFolder folder, TeeRexException why) {
        return new VerifyOutcome(
                String.valueOf(folder.path().getFileName()),
                folder.path(),
                null,
                null,
                VerifyOutcome.Verdict.NOT_CHECKED,
                why.reason(),
                String.valueOf(why.getMessage()));
    }

    private LocalProverSettings settings(ReportedProof report) {
        return request.versionOfReport()
                ? request.prover().withVersion(BbVersion.of(report.bbVersion()))
                : request.prover();
    }
}
