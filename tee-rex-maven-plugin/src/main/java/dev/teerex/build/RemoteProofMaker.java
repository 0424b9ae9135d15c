package dev.teerex.build;

import dev.teerex.Printable;
import dev.teerex.attestation.AttestationPolicy;
import dev.teerex.attestation.AttestationPolicyFile;
import dev.teerex.attestation.AttestedClaims;
import dev.teerex.download.DownloadException;
import dev.teerex.download.HttpSettings;
import dev.teerex.sdk.Contract;
import dev.teerex.sdk.MadeProof;
import dev.teerex.sdk.ProofReceipt;
import dev.teerex.sdk.TeeRexProver;
import dev.teerex.sdk.TeeRexProverBuilder;
import dev.teerex.sdk.Timeouts;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Has a server prove. */
final class RemoteProofMaker implements ProofMaker {
    private final RemoteProving remote;
    private final Path baseDirectory;
    private final BuildLog log;
    private final TeeRexProver prover;

    /**
     * Makes the value; nothing is connected yet.
     *
     * @throws DownloadException with {@link DownloadException.Code#OFFLINE} when Maven is offline and the server is not on this machine
     * @throws dev.teerex.InputException when the policy or the test anchor cannot be read
     */
    RemoteProofMaker(ProveRequest request, RemoteProving remote, BuildLog log) {
        this.remote = remote;
        this.baseDirectory = request.baseDirectory();
        this.log = log;
        RemoteServer server = remote.server();
        TeeRexProverBuilder builder =
                trusting(remote, TeeRexProver.builder(request.prover().machine()));
        HttpSettings reach = server.reach(request.prover().http(), "prove on this machine: tee-rex.mode=local");
        server.warnOfReaders(log);
        @Nullable Contract contract = remote.contract();
        if (contract != null) {
            builder.contract(contract);
        }
        @Nullable Boolean serverProgress = remote.serverProgress();
        if (serverProgress != null) {
            builder.serverProgress(serverProgress);
        }
        this.prover = builder.bb(request.prover())
                .bbListener(new ProveProgress(log))
                .check(request.verify())
                .http(reach)
                .headers(server.headers())
                .timeouts(Timeouts.DEFAULT.withProof(request.prover().timeout()))
                .build();
    }

    private static TeeRexProverBuilder trusting(RemoteProving remote, TeeRexProverBuilder builder) {
        @Nullable Path file = remote.policy();
        if (file == null) {
            return builder.uee(remote.server().address());
        }
        AttestationPolicy policy = AttestationPolicyFile.read(file);
        @Nullable Path anchor = remote.testAnchor();
        return anchor == null
                ? builder.tee(remote.server().address(), policy)
                : builder.simulatedTee(remote.server().address(), policy, AnchorFile.read(anchor));
    }

    @Override
    public Made make(ProofJob job) {
        log.info("proving " + job.name() + " at " + remote.server());
        if (remote.policy() == null) {
            sayWhoReads(remote.server());
        }
        MadeProof made = prover.prove(job.inputs(), new RemoteProgress(log));
        ProofReceipt receipt = named(made.receipt());
        receipt.by().claims().ifPresent(this::sayWhatProved);
        ProofReceipt.Timings timings = receipt.timings();
        log.info("  attestation " + timings.attestation().toMillis() + " ms, waiting "
                + timings.queued().toMillis() + " ms, proving "
                + timings.proving().toMillis() + " ms, all together "
                + timings.total().toMillis() + " ms");
        return new Made(made.proof(), ProofReport.of(job, made.proof(), receipt), Optional.of(receipt.toJson()));
    }

    private ProofReceipt named(ProofReceipt receipt) {
        ProofReceipt.Statement said = receipt.statement();
        return new ProofReceipt(
                new ProofReceipt.Statement(
                        said.scheme(),
                        said.target(),
                        InputNames.relativeTo(baseDirectory, said.inputs()),
                        said.proofSha256(),
                        said.publicInputsSha256(),
                        said.verificationKeySha256(),
                        said.keyGiven()),
                receipt.by(),
                receipt.contract(),
                receipt.prover(),
                receipt.verdict(),
                receipt.timings(),
                receipt.time());
    }

    private void sayWhoReads(RemoteServer server) {
        log.info("  it attests nothing: whoever runs it can read the inputs");
        if (server.isReadableOnTheWay()) {
            log.warn("  " + server + " is not https: whoever can change what is on the way can read the inputs too");
        }
    }

    private void sayWhatProved(AttestedClaims claims) {
        log.info((remote.testAnchor() == null ? "  attested image: " : "  SIMULATED image: ")
                + Printable.of(claims.image().orElse("any") + ", module " + claims.moduleId()));
    }

    @Override
    public void close() {
        prover.close();
    }
}
