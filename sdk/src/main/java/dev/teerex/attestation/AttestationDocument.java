package dev.teerex.attestation;

import static dev.teerex.attestation.AttestationException.require;

import dev.teerex.Bytes;
import dev.teerex.InputException;
import dev.teerex.attestation.AttestationException.Code;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a document says: of sound structure (rules 1 to 7), and not trusted.
 *
 * @param envelope what is signed, and the signature
 * @param publicKey null when the document has none
 * @param userData null when the document has none
 * @param nonce null when the document has none
 */
record AttestationDocument(
        CoseSign1 envelope,
        String moduleId,
        Instant timestamp,
        NavigableMap<Integer, Bytes> pcrs,
        Bytes certificate,
        List<Bytes> caBundle,
        @Nullable Bytes publicKey,
        @Nullable Bytes userData,
        @Nullable Bytes nonce) {
    /** The most bytes that a document may have: payload, signature and room to spare. */
    static final int MAX_SIZE = 24 * 1024;

    AttestationDocument {
        pcrs = Collections.unmodifiableNavigableMap(new TreeMap<>(pcrs));
        caBundle = List.copyOf(caBundle);
    }

    /**
     * Reads a document.
     *
     * @throws AttestationException with the rule, from 0 to 7, that its structure breaks
     */
    static AttestationDocument read(byte[] document) {
        require(
                document.length <= MAX_SIZE,
                Code.TOO_LARGE,
                () -> "%d bytes are more than the %d that a document may have".formatted(document.length, MAX_SIZE));
        try {
            CoseSign1 envelope = CoseSign1.read(document);
            return new PayloadReader(envelope).read();
        } catch (InputException e) {
            throw new AttestationException(Code.MALFORMED, "the document breaks the rules of " + e.text(), e);
        }
    }

    /** Returns whether PCR0, 1 or 2 is missing or zero. In debug mode the other PCRs are not zero (measured). */
    boolean isDebugMode() {
        for (int i = 0; i <= 2; i++) {
            Bytes pcr = pcrs.get(i);
            if (pcr == null || pcr.isZero()) {
                return true;
            }
        }
        return false;
    }
}
