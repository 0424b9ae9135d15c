package dev.teerex.attestation;

import dev.teerex.Bytes;
import dev.teerex.InputException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The list of prover binaries that an enclave may run, by its digest. An enclave states it in its document's user data,
 * in exactly one spelling: {@code {"v":1,"provers":"sha256:<64 lower-case hex digits>"}}, which stays within the 512 bytes
 * of user data however long the list is.
 *
 * @param sha256 the SHA-256 digest of the canonical list: 32 bytes
 */
public record ProverList(Bytes sha256) {
    private static final Pattern DIGEST = Pattern.compile("sha256:([0-9a-f]{64})");
    private static final Pattern USER_DATA = Pattern.compile("\\{\"v\":1,\"provers\":\"(" + DIGEST.pattern() + ")\"}");
    private static final int DIGEST_SIZE = 32;

    /**
     * Makes the value.
     *
     * @throws InputException with {@link InputException.Code#BAD_OPTION} when the digest is not 32 bytes
     */
    public ProverList {
        if (sha256.size() != DIGEST_SIZE) {
            throw new InputException(
                    InputException.Code.BAD_OPTION, "the digest of a prover list has %d bytes".formatted(DIGEST_SIZE));
        }
    }

    /**
     * Returns the list of these binaries. Its canonical form is, for each, a line {@code VERSION SHA256} and a line feed, in
     * ASCII, sorted by the characters of the version.
     *
     * @param sha256ByVersion the digest of each binary, in lower-case hex, by its version
     */
    public static ProverList of(Map<String, String> sha256ByVersion) {
        StringBuilder lines = new StringBuilder();
        new TreeMap<>(sha256ByVersion)
                .forEach((version, sha256) ->
                        lines.append(version).append(' ').append(sha256).append('\n'));
        return new ProverList(
                Bytes.of(lines.toString().getBytes(StandardCharsets.UTF_8)).sha256());
    }

    /**
     * Reads {@code sha256:<64 lower-case hex digits>}.
     *
     * @throws InputException with {@link InputException.Code#BAD_OPTION} when it is anything else
     */
    public static ProverList parse(String text) {
        Matcher matcher = DIGEST.matcher(text);
        if (!matcher.matches()) {
            throw new InputException(
                    InputException.Code.BAD_OPTION,
                    "a prover list is given by its digest: sha256: and 64 lower-case hex digits");
        }
        return new ProverList(Bytes.fromHex(matcher.group(1)));
    }

    /** Returns the list that user data states, or nothing when it is not exactly such a statement. */
    static Optional<ProverList> ofUserData(Bytes userData) {
        // ISO 8859-1 keeps every byte apart; the pattern then admits ASCII only.
        Matcher matcher = USER_DATA.matcher(new String(userData.toArray(), StandardCharsets.ISO_8859_1));
        return matcher.matches() ? Optional.of(parse(matcher.group(1))) : Optional.empty();
    }

    /** Returns the user data that states this list. */
    public Bytes toUserData() {
        return Bytes.of("{\"v\":1,\"provers\":\"%s\"}".formatted(this).getBytes(StandardCharsets.US_ASCII));
    }

    /** Returns {@code sha256:<64 lower-case hex digits>}. */
    @Override
    public String toString() {
        return "sha256:" + sha256.hex();
    }
}
