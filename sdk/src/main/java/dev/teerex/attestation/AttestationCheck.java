package dev.teerex.attestation;

import dev.teerex.InputException;
import dev.teerex.TeeRexException;
import dev.teerex.attestation.AttestationException.Code;
import dev.teerex.attestation.AttestationReport.Verdict;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Checks documents and reports on each: what a build step or a tool does with an archive of them. A program that sends a
 * witness uses {@link AttestationVerifier}, whose result cannot be mistaken. Thread-safe.
 */
public final class AttestationCheck {
    private final AttestationVerifier verifier;
    private final AttestationPolicy policy;
    private final VerificationTime time;
    private final Optional<TestAnchor> anchor;

    /**
     * Makes a check.
     *
     * @param verifier verifies
     * @param policy what each enclave must be
     * @param time when each document is judged
     * @param anchor the root of a simulation, under which no document is reported as verified; or empty for AWS's root
     */
    public AttestationCheck(
            AttestationVerifier verifier,
            AttestationPolicy policy,
            VerificationTime time,
            Optional<TestAnchor> anchor) {
        this.verifier = verifier;
        this.policy = policy;
        this.time = time;
        this.anchor = anchor;
    }

    /**
     * Checks the document in a file, or every file of a folder, as {@link DocumentFile#in} finds them. A file that cannot be
     * read is reported as rejected.
     *
     * @return a report for each document, at least one
     * @throws InputException as {@link DocumentFile#in}
     */
    public List<AttestationReport> files(Path fileOrFolder) {
        return DocumentFile.in(fileOrFolder).stream().map(this::file).toList();
    }

    /**
     * Checks one document.
     *
     * @param name what to call it in the report
     * @param content the document: binary, base64 or hex, told apart by content
     */
    public AttestationReport document(String name, byte[] content) {
        byte[] document = null;
        try {
            document = DocumentEncoding.decode(content);
            return accepted(name, judge(document));
        } catch (AttestationException e) {
            return rejected(name, document, e);
        }
    }

    /**
     * Reports as rejected a document that could not be had.
     *
     * @param name what to call it in the report
     * @param why what went wrong
     */
    public AttestationReport unavailable(String name, TeeRexException why) {
        return rejected(name, null, why);
    }

    private AttestationReport file(DocumentFile file) {
        try {
            return document(file.name(), file.content());
        } catch (InputException e) {
            return unavailable(file.name(), e);
        }
    }

    private AttestedClaims judge(byte[] document) {
        return anchor.isPresent()
                ? verifier.verifySimulated(document, policy, time, anchor.get()).claims()
                : verifier.verify(document, policy, time).claims();
    }

    private AttestationReport accepted(String name, AttestedClaims claims) {
        return new AttestationReport(
                name,
                anchor.isPresent() ? Verdict.SIMULATED : Verdict.VERIFIED,
                null,
                null,
                claims.image().orElse(null),
                claims.pcrs(),
                claims.moduleId(),
                claims.timestamp(),
                claims.certificateNotAfter(),
                time.toString(),
                notes(),
                List.of());
    }

    private AttestationReport rejected(String name, byte @Nullable [] document, TeeRexException rejection) {
        UntrustedAttestation claims = claims(document);
        boolean registers = rejection.reason() == Code.IMAGE_MISMATCH || rejection.reason() == Code.PCR_MISMATCH;
        return new AttestationReport(
                name,
                Verdict.REJECTED,
                rejection.getMessage(),
                rejection.reason(),
                claims == null
                        ? null
                        : policy.imageOf(claims.pcrs()).map(EnclaveImage::name).orElse(null),
                claims == null ? new TreeMap<>() : claims.pcrs(),
                claims == null ? null : claims.moduleId(),
                claims == null ? null : claims.timestamp(),
                claims == null ? null : certificateNotAfter(claims),
                time.toString(),
                notes(),
                claims == null || !registers ? List.of() : policy.differences(claims.pcrs()));
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (anchor.isPresent()) {
            notes.add("SIMULATED: judged under a test anchor; this proves nothing of any enclave");
        }
        if (!(time instanceof VerificationTime.Live)) {
            notes.add(
                    "archive: not judged at the present time; that the document is fresh must be known from elsewhere");
        }
        if (policy.acceptsAnyImage()) {
            notes.add("insecureAcceptAnyImage: whoever can start an enclave passes");
        }
        return notes;
    }

    private static @Nullable UntrustedAttestation claims(byte @Nullable [] document) {
        try {
            return document == null ? null : UntrustedAttestation.of(document);
        } catch (AttestationException e) {
            // The report gives the first reason; a document that cannot be read makes no claims.
            return null;
        }
    }

    private static Instant certificateNotAfter(UntrustedAttestation claims) {
        return claims.certificates().stream()
                .map(UntrustedAttestation.Certificate::notAfter)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }
}
