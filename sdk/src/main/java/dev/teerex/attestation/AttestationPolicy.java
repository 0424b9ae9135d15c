package dev.teerex.attestation;

import dev.teerex.Bytes;
import dev.teerex.InputException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an enclave must be to be trusted with a witness. A policy names at least one image; there is no default that
 * accepts something. Immutable and thread-safe.
 */
public final class AttestationPolicy {
    /** How old a document may be when nothing else is said. */
    public static final Duration DEFAULT_MAX_AGE = Duration.ofMinutes(5);

    /** How many random bytes a nonce has at least. */
    public static final int MIN_NONCE = 16;

    /** How many bytes a nonce has at most: what a document holds. */
    public static final int MAX_NONCE = 512;

    private static final Set<Integer> OTHER_PCRS = Set.of(3, 4, 8);

    private final List<EnclaveImage> images;
    private final boolean anyImage;
    private final NavigableMap<Integer, Bytes> otherPcrs;
    private final @Nullable ProverList proverList;
    private final Duration maxAge;
    private final @Nullable Bytes nonce;

    private AttestationPolicy(Builder builder) {
        images = List.copyOf(builder.images);
        anyImage = builder.anyImage;
        otherPcrs = Collections.unmodifiableNavigableMap(new TreeMap<>(builder.otherPcrs));
        proverList = builder.proverList;
        maxAge = builder.maxAge;
        nonce = null;
    }

    private AttestationPolicy(AttestationPolicy policy, Bytes nonce) {
        images = policy.images;
        anyImage = policy.anyImage;
        otherPcrs = policy.otherPcrs;
        proverList = policy.proverList;
        maxAge = policy.maxAge;
        this.nonce = nonce;
    }

    /** Returns a builder of a policy that does not name an image yet. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns this policy with the nonce that was sent with one request for a document; make a new one for each.
     *
     * @param nonce what was sent, at least 16 random bytes
     * @throws InputException with {@link InputException.Code#BAD_OPTION} when it is shorter, or longer than 512 bytes
     */
    public AttestationPolicy withNonce(byte[] nonce) {
        if (nonce.length < MIN_NONCE || nonce.length > MAX_NONCE) {
            throw new InputException(
                    InputException.Code.BAD_OPTION,
                    "a nonce of %d bytes: it must have %d to %d".formatted(nonce.length, MIN_NONCE, MAX_NONCE));
        }
        return new AttestationPolicy(this, Bytes.of(nonce));
    }

    /** Returns the images that are accepted; empty only when {@link #acceptsAnyImage()}. */
    public List<EnclaveImage> images() {
        return images;
    }

    /** Returns whether this policy says nothing of the image: callers warn and reports show it. */
    public boolean acceptsAnyImage() {
        return anyImage;
    }

    /** Returns what PCR3, 4 and 8 must hold, as far as that is asked for. */
    public NavigableMap<Integer, Bytes> otherPcrs() {
        return otherPcrs;
    }

    /** Returns the prover list that the enclave must state, if one is asked for. */
    public Optional<ProverList> proverList() {
        return Optional.ofNullable(proverList);
    }

    /** Returns how old a document may be. */
    public Duration maxAge() {
        return maxAge;
    }

    /** Returns the nonce that the document must carry, if one was sent. */
    public Optional<Bytes> nonce() {
        return Optional.ofNullable(nonce);
    }

    /**
     * Compares registers with what this policy expects.
     *
     * @param pcrs registers by number, as a document states them
     * @return nothing when PCR0 to 2 are those of one image and the other registers fit; otherwise each register that
     *     differs, for each image
     */
    public List<PcrDifference> differences(Map<Integer, Bytes> pcrs) {
        List<PcrDifference> differences = new ArrayList<>();
        if (imageOf(pcrs).isEmpty()) {
            images.forEach(image -> compare(image.name(), image.pcrs(), pcrs, differences));
        }
        compare(null, otherPcrs, pcrs, differences);
        return List.copyOf(differences);
    }

    /** Returns the image that PCR0, 1 and 2 are together those of. */
    Optional<EnclaveImage> imageOf(Map<Integer, Bytes> pcrs) {
        return images.stream()
                .filter(image -> pcrs.entrySet().containsAll(image.pcrs().entrySet()))
                .findFirst();
    }

    private static void compare(
            @Nullable String image,
            Map<Integer, Bytes> expected,
            Map<Integer, Bytes> found,
            List<PcrDifference> differences) {
        expected.forEach((index, value) -> {
            Bytes actual = found.get(index);
            if (!value.equals(actual)) {
                differences.add(new PcrDifference(image, index, value, actual));
            }
        });
    }

    /** Collects what a policy asks for. Not thread-safe. */
    public static final class Builder {
        private final List<EnclaveImage> images = new ArrayList<>();
        private final NavigableMap<Integer, Bytes> otherPcrs = new TreeMap<>();
        private boolean anyImage;
        private @Nullable ProverList proverList;
        private Duration maxAge = DEFAULT_MAX_AGE;

        private Builder() {}

        /** Accepts one more image, such as the next release beside the current one. */
        public Builder image(EnclaveImage image) {
            images.add(image);
            return this;
        }

        /**
         * Asks for a register beside those of the image: 3 (the role of the parent instance), 4 (the id of the parent
         * instance) or 8 (the certificate that signed the image). They say who runs or signs it, not what it is.
         *
         * @throws InputException with {@link InputException.Code#BAD_OPTION} when it is another register, or the value is
         *     not 48 bytes or is zero
         */
        public Builder pcr(int index, Bytes value) {
            if (!OTHER_PCRS.contains(index)) {
                throw new InputException(
                        InputException.Code.BAD_OPTION,
                        "PCR%d cannot be asked for alone: name PCR0 to 2 by an image, PCR3, 4 or 8 beside it"
                                .formatted(index));
            }
            EnclaveImage.requireMeasurement("PCR" + index, value);
            otherPcrs.put(index, value);
            return this;
        }

        /** Asks that the enclave states this list of prover binaries. */
        public Builder proverList(ProverList proverList) {
            this.proverList = proverList;
            return this;
        }

        /**
         * Says how old a document may be; {@link #DEFAULT_MAX_AGE} otherwise.
         *
         * @throws InputException with {@link InputException.Code#BAD_OPTION} when it is not positive
         */
        public Builder maxAge(Duration maxAge) {
            if (maxAge.isNegative() || maxAge.isZero()) {
                throw new InputException(
                        InputException.Code.BAD_OPTION, "the greatest age of a document is not positive");
            }
            this.maxAge = maxAge;
            return this;
        }

        /**
         * Accepts every image, except in debug mode: whoever can start any enclave can then read what is sent. For looking
         * at foreign enclaves only. Reports show it, and whoever offers it warns each time.
         */
        public Builder insecureAcceptAnyImage() {
            anyImage = true;
            return this;
        }

        /**
         * Makes the policy.
         *
         * @throws InputException with {@link InputException.Code#BAD_OPTION} when it names no image, or names one and accepts
         *     any
         */
        public AttestationPolicy build() {
            if (images.isEmpty() && !anyImage) {
                throw new InputException(
                        InputException.Code.BAD_OPTION,
                        "a policy without an image would accept what it does not know: name PCR0 to 2 of an image"
                                + " (PCR3, 4 and 8 alone admit any image)");
            }
            if (!images.isEmpty() && anyImage) {
                throw new InputException(
                        InputException.Code.BAD_OPTION, "a policy that names images cannot accept any image as well");
            }
            return new AttestationPolicy(this);
        }
    }
}
