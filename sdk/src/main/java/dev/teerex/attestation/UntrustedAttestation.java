package dev.teerex.attestation;

import dev.teerex.Bytes;
import dev.teerex.Printable;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a document says, for people to look at. Nothing of it is verified: anybody can write such a document.
 *
 * @param moduleId which module it names
 * @param timestamp when it says it was made
 * @param pcrs the registers by number
 * @param publicKey the key that it carries
 * @param userData what it states
 * @param nonce the nonce that it carries
 * @param debugMode whether PCR0, 1 or 2 is missing or zero
 * @param beginsWithNitroRoot whether its chain begins with AWS's root, which everybody can copy
 * @param certificates the chain from the root to the leaf
 */
public record UntrustedAttestation(
        String moduleId,
        Instant timestamp,
        NavigableMap<Integer, Bytes> pcrs,
        Optional<Bytes> publicKey,
        Optional<Bytes> userData,
        Optional<Bytes> nonce,
        boolean debugMode,
        boolean beginsWithNitroRoot,
        List<Certificate> certificates) {
    /** What is said first of every document that is shown without being verified. */
    public static final String NOT_VERIFIED =
            "NOT VERIFIED: this is what the document says, and anybody can write such a document.";

    /**
     * A certificate of the chain.
     *
     * @param subject whom it names
     * @param issuer who it says issued it
     * @param notBefore from when it says it is valid
     * @param notAfter until when it says it is valid
     */
    public record Certificate(String subject, String issuer, Instant notBefore, Instant notAfter) {}

    /** Makes the value; map and list are copied. */
    public UntrustedAttestation {
        pcrs = Collections.unmodifiableNavigableMap(new TreeMap<>(pcrs));
        certificates = List.copyOf(certificates);
    }

    /**
     * Reads a document without trusting it.
     *
     * @param content the document: binary, base64 or hex, told apart by content
     * @throws AttestationException when its structure breaks rules 1 to 7, or a certificate cannot be read
     */
    public static UntrustedAttestation read(byte[] content) {
        return of(DocumentEncoding.decode(content));
    }

    static UntrustedAttestation of(byte[] binary) {
        AttestationDocument document = AttestationDocument.read(binary);
        List<Bytes> chain = new ArrayList<>(document.caBundle());
        chain.add(document.certificate());
        return new UntrustedAttestation(
                document.moduleId(),
                document.timestamp(),
                document.pcrs(),
                Optional.ofNullable(document.publicKey()),
                Optional.ofNullable(document.userData()),
                Optional.ofNullable(document.nonce()),
                document.isDebugMode(),
                chain.get(0).sha256().equals(NitroRoot.SHA256),
                chain.stream().map(UntrustedAttestation::certificate).toList());
    }

    /** Returns the document in lines for people; the first one says that nothing is verified. */
    public List<String> describe() {
        List<String> lines = new ArrayList<>();
        lines.add(NOT_VERIFIED);
        lines.add("module id    " + Printable.of(moduleId));
        lines.add("timestamp    " + timestamp);
        lines.add("debug mode   " + (debugMode ? "yes: its parent can read its memory" : "no"));
        lines.add("root         " + (beginsWithNitroRoot ? "a copy of AWS Nitro Enclaves root G1" : "not AWS's"));
        for (Certificate certificate : certificates) {
            lines.add("certificate  %s, from %s until %s"
                    .formatted(Printable.of(certificate.subject), certificate.notBefore, certificate.notAfter));
        }
        pcrs.forEach((index, value) -> lines.add("PCR%-9d %s".formatted(index, value.isZero() ? "zero" : value)));
        lines.add("public key   " + hex(publicKey));
        lines.add("user data    " + hex(userData));
        lines.add("nonce        " + hex(nonce));
        return List.copyOf(lines);
    }

    private static String hex(Optional<Bytes> value) {
        return value.map(bytes -> "%d bytes %s".formatted(bytes.size(), bytes)).orElse("none");
    }

    private static Certificate certificate(Bytes der) {
        X509Certificate certificate = Certificates.parse(der);
        return new Certificate(
                certificate.getSubjectX500Principal().getName(),
                certificate.getIssuerX500Principal().getName(),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }
}
