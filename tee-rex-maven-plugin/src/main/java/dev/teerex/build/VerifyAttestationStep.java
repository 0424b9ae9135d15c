package dev.teerex.build;

import dev.teerex.Bytes;
import dev.teerex.InputException;
import dev.teerex.InputException.Code;
import dev.teerex.Printable;
import dev.teerex.attestation.AttestationCheck;
import dev.teerex.attestation.AttestationPolicy;
import dev.teerex.attestation.AttestationPolicyFile;
import dev.teerex.attestation.AttestationReport;
import dev.teerex.attestation.AttestationReport.Verdict;
import dev.teerex.attestation.AttestationVerifier;
import dev.teerex.attestation.PcrDifference;
import dev.teerex.attestation.TestAnchor;
import dev.teerex.download.DownloadException;
import dev.teerex.download.HttpSettings;
import dev.teerex.download.WebClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Verifies attestation documents: of a server, of a file, or of every file of a folder. */
public final class VerifyAttestationStep {
    private static final String FILE = "attestation-report.json";
    private static final int NONCE_SIZE = 32;

    private final VerifyAttestationRequest request;
    private final Clock clock;
    private final SecureRandom random;
    private final BuildLog log;

    /**
     * Makes a step; nothing is done yet.
     *
     * @param request what is to be verified
     * @param clock says how old documents are
     * @param random makes the nonce that a server is sent
     * @param log where it says what it found
     */
    public VerifyAttestationStep(VerifyAttestationRequest request, Clock clock, SecureRandom random, BuildLog log) {
        this.request = request;
        this.clock = clock;
        this.random = random;
        this.log = log;
    }

    /**
     * Does it, and writes {@code attestation-report.json}; one of before is removed first.
     *
     * @throws BuildException with {@link BuildException.Code#NOT_ATTESTED} when any document is rejected, after all were looked
     *     at and the report was written; with {@link BuildException.Code#NOTHING_GIVEN} when none is named
     * @throws InputException when options contradict each other, or policy, anchor or documents cannot be read
     * @throws DownloadException when a server could not be asked, after the report said so; with
     *     {@link DownloadException.Code#OFFLINE} when Maven is offline and the server is not on this machine
     */
    public void run() {
        ReportFile.remove(report());
        AttestationPolicy policy = policy();
        Optional<TestAnchor> anchor = anchor();
        List<AttestationReport> reports = reports(policy, anchor);
        if (anchor.isPresent()) {
            InsecureBanner.testAnchor(log);
        }
        if (policy.acceptsAnyImage()) {
            InsecureBanner.anyImage(log);
        }
        log.info("judged at: " + request.time());
        AttestationTable.lines(reports, clock.instant()).forEach(log::info);
        List<AttestationReport> rejected = reports.stream()
                .filter(report -> report.verdict() == Verdict.REJECTED)
                .toList();
        rejected.forEach(this::explain);
        write(reports);
        if (!rejected.isEmpty()) {
            throw new BuildException(
                    BuildException.Code.NOT_ATTESTED,
                    "%d of %d attestation documents rejected; the first is %s"
                            .formatted(rejected.size(), reports.size(), reason(rejected.get(0))),
                    null);
        }
    }

    private AttestationPolicy policy() {
        @Nullable Path file = request.policy();
        if (file == null && !request.insecureAcceptAnyImage()) {
            throw new InputException(
                    Code.BAD_OPTION,
                    "nothing says which enclave images are expected: name a policy file with tee-rex.policy; or, to look"
                            + " at foreign enclaves only, accept every image with tee-rex.insecureAcceptAnyImage");
        }
        if (file != null && request.insecureAcceptAnyImage()) {
            throw new InputException(
                    Code.BAD_OPTION,
                    "tee-rex.policy says which images are accepted, and tee-rex.insecureAcceptAnyImage accepts every one;"
                            + " leave one of them out");
        }
        return file == null
                ? AttestationPolicy.builder().insecureAcceptAnyImage().build()
                : AttestationPolicyFile.read(file);
    }

    private Optional<TestAnchor> anchor() {
        return Optional.ofNullable(request.testAnchor()).map(AnchorFile::read);
    }

    private List<AttestationReport> reports(AttestationPolicy policy, Optional<TestAnchor> anchor) {
        @Nullable RemoteServer server = request.server();
        @Nullable Path documents = request.documents();
        @Nullable Bytes nonce = request.nonce();
        if (server != null) {
            if (documents != null || nonce != null) {
                throw new InputException(
                        Code.BAD_OPTION,
                        "tee-rex.serverUrl goes neither with tee-rex.documents nor with tee-rex.nonce: a server is sent a"
                                + " fresh nonce each time");
            }
            return List.of(ask(server, policy, anchor));
        }
        if (documents == null) {
            throw new BuildException(
                    BuildException.Code.NOTHING_GIVEN,
                    "there is nothing to verify: give tee-rex.serverUrl, or tee-rex.documents (a file or a folder)",
                    null);
        }
        AttestationPolicy complete = nonce == null ? policy : withNonce(policy, nonce);
        return check(complete, anchor).files(documents);
    }

    private static AttestationPolicy withNonce(AttestationPolicy policy, Bytes nonce) {
        try {
            return policy.withNonce(nonce.toArray());
        } catch (InputException e) {
            throw new InputException(e.reason(), "tee-rex.nonce: " + e.text(), e.getCause());
        }
    }

    private AttestationReport ask(RemoteServer server, AttestationPolicy policy, Optional<TestAnchor> anchor) {
        AttestationServer asked = new AttestationServer(server);
        server.warnOfReaders(log);
        byte[] nonce = new byte[NONCE_SIZE];
        random.nextBytes(nonce);
        AttestationCheck check = check(policy.withNonce(nonce), anchor);
        HttpSettings http = request.http();
        try (WebClient client =
                new WebClient(server.reach(http, "verify a document that was kept (tee-rex.documents)"))) {
            return check.document(asked.name(), asked.document(client, http.idleTimeout(), Bytes.of(nonce)));
        } catch (BuildException withoutDocument) {
            return check.unavailable(asked.name(), withoutDocument);
        } catch (DownloadException notAsked) {
            // Nothing was judged, and the report says so: whoever reads it may not see how the build ended.
            try {
                write(List.of(check.unavailable(asked.name(), notAsked)));
            } catch (BuildException unwritten) {
                notAsked.addSuppressed(unwritten);
            }
            throw notAsked;
        }
    }

    private void write(List<AttestationReport> reports) {
        ReportFile.write(report(), json(reports));
        log.info("report: " + report());
    }

    private Path report() {
        return request.outputDirectory().resolve(FILE);
    }

    private AttestationCheck check(AttestationPolicy policy, Optional<TestAnchor> anchor) {
        return new AttestationCheck(AttestationVerifier.create(), policy, request.time(), anchor);
    }

    private void explain(AttestationReport report) {
        log.warn(reason(report));
        for (PcrDifference difference : report.differences()) {
            @Nullable String image = difference.image();
            @Nullable Bytes found = difference.found();
            log.warn("  PCR" + difference.index() + (image == null ? "" : " of image " + Printable.of(image)));
            log.warn("    expected " + difference.expected());
            log.warn("    found    " + (found == null ? "none" : found));
        }
    }

    private static String reason(AttestationReport report) {
        return Printable.of(report.document() + ": " + report.reason());
    }

    private static byte[] json(List<AttestationReport> reports) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            AttestationReport.write(reports, out);
        } catch (IOException e) {
            throw new AssertionError("writing to memory cannot fail", e);
        }
        out.write('\n');
        return out.toByteArray();
    }
}
