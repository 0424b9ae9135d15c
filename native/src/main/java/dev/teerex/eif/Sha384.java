package dev.teerex.eif;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A SHA-384 digest, or the value of a PCR, which is one.
 *
 * @param hex 96 lower-case hexadecimal digits
 */
public record Sha384(String hex) {
    static final int SIZE = 48;
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{96}");

    /**
     * Makes the value.
     *
     * @throws IllegalArgumentException if {@code hex} is not 96 lower-case hexadecimal digits
     */
    public Sha384 {
        if (!FORM.matcher(hex).matches()) {
            throw new IllegalArgumentException("a SHA-384 digest has 96 lower-case hexadecimal digits");
        }
    }

    static Sha384 of(byte[] digest) {
        return new Sha384(HexFormat.of().formatHex(digest));
    }

    /**
     * Returns what a PCR holds after it was extended once, from zero, with a content: SHA384(48 zero bytes ||
     * SHA384(content)). Measured: a booted enclave reports this value.
     */
    static Sha384 extended(byte[] contentDigest) {
        MessageDigest digest = digest();
        digest.update(new byte[SIZE]);
        return of(digest.digest(contentDigest));
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-384");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-384", e);
        }
    }

    byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
