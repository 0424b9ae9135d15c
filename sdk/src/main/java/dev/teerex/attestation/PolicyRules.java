package dev.teerex.attestation;

import dev.teerex.Bytes;
import dev.teerex.Printable;
import dev.teerex.attestation.AttestationException.Code;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rules 11 to 15: what a policy asks of a document that is known to be signed by the module of an enclave. */
final class PolicyRules {
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

    private PolicyRules() {}

    static void require(AttestationDocument document, AttestationPolicy policy, Validity leaf, Instant now) {
        requireFresh(document.timestamp(), policy.maxAge(), leaf, now);
        requireProduction(document);
        requireImage(document, policy);
        policy.nonce().ifPresent(sent -> requireNonce(document.nonce(), sent));
        policy.proverList().ifPresent(expected -> requireProverList(document.userData(), expected));
    }

    /** Rule 11: timestamp not more than 30 s ahead of now, not older than max age, and inside the leaf's validity. */
    private static void requireFresh(Instant timestamp, Duration maxAge, Validity leaf, Instant now) {
        Duration age = Duration.between(timestamp, now);
        AttestationException.require(
                age.compareTo(CLOCK_SKEW.negated()) >= 0,
                Code.FROM_THE_FUTURE,
                () -> "the document was made at %s, and is judged at %s; check the clock".formatted(timestamp, now));
        AttestationException.require(
                age.compareTo(maxAge) <= 0,
                Code.TOO_OLD,
                () -> "the document was made at %s, is judged at %s, and may be %d seconds old; ask for a new one"
                        .formatted(timestamp, now, maxAge.toSeconds()));
        AttestationException.require(
                leaf.contains(timestamp),
                Code.OUTSIDE_CERTIFICATE,
                () -> "the document was made at %s, outside its certificate's validity from %s until %s"
                        .formatted(timestamp, leaf.from(), leaf.until()));
    }

    /** Rule 12: not debug mode: none of PCR0, PCR1, PCR2 missing or all zero. */
    private static void requireProduction(AttestationDocument document) {
        AttestationException.require(
                !document.isDebugMode(),
                Code.DEBUG_MODE,
                "PCR0, 1 or 2 is missing or zero: the enclave runs in debug mode, where its parent can read its memory");
    }

    /** Rule 13: PCRs match the policy; PCR0, 1 and 2 are compared together. */
    private static void requireImage(AttestationDocument document, AttestationPolicy policy) {
        AttestationException.require(
                policy.acceptsAnyImage() || policy.imageOf(document.pcrs()).isPresent(),
                Code.IMAGE_MISMATCH,
                () -> "PCR0 to 2 are together those of none of the images %s that the policy names; PCR0 is %s"
                        .formatted(
                                Printable.of(policy.images().stream()
                                        .map(EnclaveImage::name)
                                        .collect(Collectors.joining(", "))),
                                document.pcrs().get(0)));
        policy.otherPcrs()
                .forEach((index, expected) -> AttestationException.require(
                        expected.equals(document.pcrs().get(index)),
                        Code.PCR_MISMATCH,
                        () -> "PCR%d is %s, and the policy asks for %s"
                                .formatted(index, document.pcrs().get(index), expected)));
    }

    /** Rule 14: nonce equals the one sent (in constant time). */
    private static void requireNonce(@Nullable Bytes found, Bytes sent) {
        AttestationException.require(
                found != null,
                Code.NONCE_MISSING,
                "the document carries no nonce, and one was sent: it may be replayed");
        AttestationException.require(
                sent.equals(found),
                Code.NONCE_MISMATCH,
                "the document carries another nonce than the one that was sent: it may be replayed");
    }

    /** Rule 15: user_data binds the prover binaries: the digest of the allow-list is the expected one. */
    private static void requireProverList(@Nullable Bytes userData, ProverList expected) {
        Optional<ProverList> found = Optional.ofNullable(userData).flatMap(ProverList::ofUserData);
        AttestationException.require(
                found.isPresent(), Code.PROVER_LIST_MISSING, "the document's user data states no prover list");
        AttestationException.require(
                found.equals(Optional.of(expected)),
                Code.PROVER_LIST_MISMATCH,
                () -> "the document states the prover list %s, and the policy asks for %s"
                        .formatted(found.map(ProverList::toString).orElse("none"), expected));
    }
}
