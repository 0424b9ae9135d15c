package dev.teerex.bb.install;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The SHA-512 of an npm archive, written {@code sha512-<base64>} (W3C Subresource Integrity, section 3).
 *
 * @param text the written form
 */
record Integrity(String text) {
    private static final Pattern SHA512 = Pattern.compile("(?:^|\\s)(sha512-[A-Za-z0-9+/]{86}==)(?=\\s|\\?|$)");

    /** Finds the SHA-512 in what a registry states, which may hold other, weaker hashes too. */
    static Optional<Integrity> in(String stated) {
        Matcher matcher = SHA512.matcher(stated);
        return matcher.find() ? Optional.of(new Integrity(matcher.group(1))) : Optional.empty();
    }

    /** Returns a fresh computation. */
    static MessageDigest sha512() {
        try {
            return MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-512", e);
        }
    }

    /** Returns the integrity of what a SHA-512 digest was made of. */
    static Integrity of(MessageDigest sha512) {
        return new Integrity("sha512-" + Base64.getEncoder().encodeToString(sha512.digest()));
    }
}
