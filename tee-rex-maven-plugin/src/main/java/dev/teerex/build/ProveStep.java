package dev.teerex.build;

import dev.teerex.Sha256;
import dev.teerex.bb.BbOrigin;
import dev.teerex.crs.Crs;
import dev.teerex.crs.InsecureDevCrsPolicy;
import dev.teerex.sdk.LocalProof;
import dev.teerex.sdk.LocalProver;
import dev.teerex.sdk.Proof;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the proofs of one request, each of them only if it is not up to date. */
public final class ProveStep {
    private final ProveRequest request;
    private final BuildLog log;

    /** Makes a step; nothing is done yet. */
    public ProveStep(ProveRequest request, BuildLog log) {
        this.request = request;
        this.log = log;
    }

    /**
     * Does it.
     *
     * @return one result for each proof, in the order of the inputs
     * @throws dev.teerex.TeeRexException of the type that says who must act; what was finished before stays
     */
    public List<ProveResult> run() {
        List<ProveResult> results = new ArrayList<>();
        List<ProofJob> jobs = ProofJob.of(request);
        // Made when the first proof is: a build that has nothing to prove should not pay for it.
        @Nullable LocalProver prover = null;
        try {
            for (ProofJob job : jobs) {
                ProofFolder folder = new ProofFolder(request.outputDirectory().resolve(job.name()));
                String fingerprint = Fingerprint.of(job, request);
                if (isUpToDate(job, folder, fingerprint)) {
                    results.add(new ProveResult(job.name(), folder.path(), true));
                    continue;
                }
                if (prover == null) {
                    prover = new LocalProver(request.prover(), new ProveProgress(log));
                }
                prove(job, folder, fingerprint, prover);
                results.add(new ProveResult(job.name(), folder.path(), false));
            }
        } finally {
            if (prover != null) {
                prover.close();
            }
        }
        return results;
    }

    private boolean isUpToDate(ProofJob job, ProofFolder folder, String fingerprint) {
        if (request.force()) {
            return false;
        }
        Optional<Boolean> genuine = folder.upToDate(fingerprint);
        // Where the development CRS only stood in, a genuine one may have come since.
        boolean upToDate = genuine.isPresent()
                && (genuine.get() || request.prover().insecureDevCrs() == InsecureDevCrsPolicy.ALWAYS);
        if (upToDate) {
            log.info(job.name() + ": up to date (" + folder.path() + ")");
            if (!genuine.get()) {
                InsecureBanner.developmentCrs(log, job.name());
            }
        }
        return upToDate;
    }

    private void prove(ProofJob job, ProofFolder folder, String fingerprint, LocalProver prover) {
        log.info("proving " + job.name() + " with bb " + prover.bb().version() + ", "
                + request.prover().threads() + " threads");
        LocalProof made = job.prove(prover, request.verify());
        ProofReport report = report(job, made);
        if (Boolean.FALSE.equals(report.verified()) && !isInsecure(report)) {
            throw new BuildException(
                    BuildException.Code.NOT_VERIFIED,
                    "the proof of " + job.name() + " was made and does not verify; it was not written",
                    null);
        }
        folder.write(made.proof(), report, fingerprint);
        log.info(job.name() + ": " + made.proof().proofBytes().length + " bytes, " + verdict(report) + ", in "
                + folder.path());
        if (made.bb().origin() != BbOrigin.LOCKED) {
            log.warn(job.name() + " was made by a bb that is not in the lock: "
                    + made.bb().path() + ", sha256 " + made.bb().sha256());
        }
        if (isInsecure(report)) {
            InsecureBanner.developmentCrs(log, job.name());
        }
    }

    private ProofReport report(ProofJob job, LocalProof made) {
        @Nullable
        Boolean verified =
                switch (made.verdict()) {
                    case VERIFIED -> true;
                    case REJECTED -> false;
                    case NOT_CHECKED -> null;
                };
        Proof proof = made.proof();
        return new ProofReport(
                job.name(),
                proof.scheme().text(),
                made.bb().version().text(),
                made.bb().sha256(),
                made.crs().text(),
                proof instanceof Proof.UltraHonk ultraHonk ? ultraHonk.target().text() : null,
                made.inputs().stream()
                        .map(input -> new LocalProof.Input(relative(Path.of(input.file())), input.sha256()))
                        .toList(),
                Sha256.hex(proof.proofBytes()),
                made.steps(),
                made.inBb().toMillis(),
                verified);
    }

    private String relative(Path file) {
        Path base = request.baseDirectory().toAbsolutePath().normalize();
        Path absolute = file.toAbsolutePath().normalize();
        Path shown = absolute.startsWith(base) ? base.relativize(absolute) : absolute;
        return shown.toString().replace('\\', '/');
    }

    private static boolean isInsecure(ProofReport report) {
        return !report.crs().equals(Crs.Kind.GENUINE.text());
    }

    private static String verdict(ProofReport report) {
        @Nullable Boolean verified = report.verified();
        if (verified == null) {
            return "not checked";
        }
        return verified ? "verified" : "NOT VERIFIED";
    }
}
