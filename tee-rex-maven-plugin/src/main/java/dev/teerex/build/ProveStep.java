package dev.teerex.build;

import dev.teerex.crs.InsecureDevCrsPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the proofs of one request, each of them only if it is not up to date. */
public final class ProveStep {
    private final ProveRequest request;
    private final FolderClaims claims;
    private final BuildLog log;

    /**
     * Makes a step; nothing is done yet.
     *
     * @param request what is to be proved
     * @param claims which folders belong to other parts of the same build
     * @param log where it says what it does
     */
    public ProveStep(ProveRequest request, FolderClaims claims, BuildLog log) {
        this.request = request;
        this.claims = claims;
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
        claims.claim(jobs, request.outputDirectory());
        // Made when the first proof is: a build that has nothing to prove should not pay for it.
        @Nullable ProofMaker maker = null;
        try {
            for (ProofJob job : jobs) {
                ProofFolder folder = new ProofFolder(request.outputDirectory().resolve(job.name()));
                folder.recover();
                String fingerprint = Fingerprint.of(job, request);
                if (isUpToDate(job, folder, fingerprint)) {
                    results.add(new ProveResult(job.name(), folder.path(), true));
                    continue;
                }
                folder.requireWritable();
                if (maker == null) {
                    maker = ProofMaker.of(request, log);
                }
                prove(job, folder, fingerprint, maker);
                results.add(new ProveResult(job.name(), folder.path(), false));
            }
        } finally {
            if (maker != null) {
                maker.close();
            }
        }
        return results;
    }

    private boolean isUpToDate(ProofJob job, ProofFolder folder, String fingerprint) {
        if (request.force()) {
            return false;
        }
        Optional<Boolean> insecure = folder.upToDate(fingerprint);
        // Where the development CRS only stood in, a genuine one may have come since.
        boolean upToDate = insecure.isPresent()
                && (!insecure.get() || request.prover().insecureDevCrs() == InsecureDevCrsPolicy.ALWAYS);
        if (upToDate) {
            log.info(job.name() + ": up to date (" + folder.path() + ")");
            warn(job, insecure.get());
        }
        return upToDate;
    }

    private void prove(ProofJob job, ProofFolder folder, String fingerprint, ProofMaker maker) {
        ProofMaker.Made made = maker.make(job);
        ProofReport report = made.report();
        if (Boolean.FALSE.equals(report.verified()) && !report.isInsecure()) {
            throw new BuildException(
                    BuildException.Code.NOT_VERIFIED,
                    "the proof of " + job.name() + " was made and does not verify; it was not written",
                    null);
        }
        folder.write(made, report, fingerprint);
        log.info(job.name() + ": " + made.proof().proofBytes().length + " bytes, " + verdict(report) + ", in "
                + folder.path());
        if (made.receipt().isPresent()) {
            log.info(job.name() + ": receipt in " + folder.path().resolve(ProofFolder.RECEIPT));
        }
        warn(job, report.isInsecure());
    }

    /** Says, each time, where less was asked for than a proof that verifies and that nobody else could read the inputs of. */
    private void warn(ProofJob job, boolean insecure) {
        if (request.remote().isPresent() && request.remote().get().testAnchor() != null) {
            InsecureBanner.simulatedEnclave(log, job.name());
        }
        if (insecure) {
            InsecureBanner.developmentCrs(log, job.name());
        }
    }

    private static String verdict(ProofReport report) {
        @Nullable Boolean verified = report.verified();
        if (verified == null) {
            return "not checked";
        }
        return verified ? "verified" : "NOT VERIFIED";
    }
}
