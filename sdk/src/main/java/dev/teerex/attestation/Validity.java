package dev.teerex.attestation;

import dev.teerex.attestation.AttestationException.Code;
import java.security.cert.X509Certificate;
import java.time.Instant;

/**
 * From when until when something is valid, both inclusive.
 *
 * @param from the first instant
 * @param until the last instant
 */
record Validity(Instant from, Instant until) {
    static Validity of(X509Certificate certificate) {
        return new Validity(
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }

    /** Returns when both are valid. */
    Validity and(Validity other) {
        return new Validity(
                from.isAfter(other.from) ? from : other.from, until.isBefore(other.until) ? until : other.until);
    }

    boolean contains(Instant instant) {
        return !instant.isBefore(from) && !instant.isAfter(until);
    }

    /** Rule 9: every certificate valid at the verification time. */
    void require(Instant now) {
        AttestationException.require(
                !now.isAfter(until),
                Code.CERTIFICATE_EXPIRED,
                () -> "a certificate expired at %s, and is judged at %s; ask the enclave for a new document"
                        .formatted(until, now));
        AttestationException.require(
                !now.isBefore(from),
                Code.CERTIFICATE_NOT_YET_VALID,
                () -> "a certificate is valid from %s, and is judged at %s; check the clock".formatted(from, now));
    }
}
