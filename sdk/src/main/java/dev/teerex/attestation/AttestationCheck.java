package dev.teerex.attestation;

import dev.teerex.InputException;
import dev.teerex.attestation.AttestationException.Code;
import dev.teerex.attestation.AttestationReport.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks documents and reports on each: what a build step or a tool does with an archive of them. A program that sends a
 * witness uses {@link AttestationVerifier}, whose result cannot be mistaken. Thread-safe.
 */
public final class AttestationCheck {
    /** The most documents that a folder may hold. */
    public static final int MAX_DOCUMENTS = 10_000;

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
     * Checks the document in a file, or every file of a folder whose name does not begin with a dot, in the order of their
     * names; folders inside it are not entered.
     *
     * @return a report for each document, at least one
     * @throws InputException when something cannot be read, or a folder holds no document, or too many
     */
    public List<AttestationReport> files(Path fileOrFolder) {
        if (!Files.isDirectory(fileOrFolder)) {
            return List.of(file(fileOrFolder));
        }
        try (Stream<Path> entries = Files.list(fileOrFolder)) {
            List<Path> files = entries.filter(Files::isRegularFile)
                    .filter(file -> !name(file).startsWith("."))
                    .limit(MAX_DOCUMENTS + 1L)
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw new InputException(InputException.Code.EMPTY, fileOrFolder + " holds no document to check");
            }
            if (files.size() > MAX_DOCUMENTS) {
                throw new InputException(
                        InputException.Code.TOO_LARGE,
                        "%s holds more than %d files".formatted(fileOrFolder, MAX_DOCUMENTS));
            }
            return files.stream().map(this::file).toList();
        } catch (IOException e) {
            throw new InputException(InputException.Code.UNREADABLE, "cannot list " + fileOrFolder, e);
        }
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

    private AttestationReport file(Path file) {
        return document(name(file), DocumentEncoding.read(file));
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
                claims.pcrs(),
                claims.moduleId(),
                claims.timestamp(),
                claims.certificateNotAfter(),
                time.toString(),
                notes(),
                List.of());
    }

    private AttestationReport rejected(String name, byte @Nullable [] document, AttestationException rejection) {
        UntrustedAttestation claims = claims(document);
        boolean registers = rejection.reason() == Code.IMAGE_MISMATCH || rejection.reason() == Code.PCR_MISMATCH;
        return new AttestationReport(
                name,
                Verdict.REJECTED,
                rejection.getMessage(),
                rejection.reason(),
                claims == null ? new TreeMap<>() : claims.pcrs(),
                claims == null ? null : claims.moduleId(),
                claims == null ? null : claims.timestamp(),
                claims == null ? null : leafNotAfter(claims),
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

    private static Instant leafNotAfter(UntrustedAttestation claims) {
        return claims.certificates().get(claims.certificates().size() - 1).notAfter();
    }

    private static String name(Path file) {
        Path name = file.getFileName();
        return name == null ? file.toString() : name.toString();
    }
}
