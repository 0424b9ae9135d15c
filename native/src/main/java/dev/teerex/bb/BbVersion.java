package dev.teerex.bb;

import dev.teerex.InputException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An exact version of {@code bb}: that of the npm package {@code @aztec/bb.js} it comes in. It is safe as a part of a
 * path or an address.
 *
 * @param text the version as Semantic Versioning 2.0.0 writes it, at most 64 characters, such as {@code 5.0.0} or
 *     {@code 4.3.0-nightly.20260417}
 */
public record BbVersion(String text) {
    private static final int LONGEST = 64;
    private static final String NUMBER = "(0|[1-9]\\d{0,8})";
    private static final String PRE_RELEASE_PART = "(?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)";
    // Section 2, 9 and 10 of the specification.
    private static final Pattern SEM_VER = Pattern.compile(NUMBER + "\\." + NUMBER + "\\." + NUMBER
            + "(?:-" + PRE_RELEASE_PART + "(?:\\." + PRE_RELEASE_PART + ")*)?"
            + "(?:\\+[0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*)?");

    /**
     * Makes the value.
     *
     * @throws InputException {@link InputException.Code#BAD_OPTION} when the text is not an exact version
     */
    public BbVersion {
        if (text.length() > LONGEST || !SEM_VER.matcher(text).matches()) {
            throw new InputException(
                    InputException.Code.BAD_OPTION,
                    "not an exact version of bb, such as 5.0.0 or 4.3.0-nightly.20260417: "
                            + (text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text));
        }
    }

    /** Returns the version that a text names; see {@link #BbVersion(String)}. */
    public static BbVersion of(String text) {
        return new BbVersion(text);
    }

    /** Returns whether a text is one that {@link #of} takes. */
    public static boolean isVersion(String text) {
        return text.length() <= LONGEST && SEM_VER.matcher(text).matches();
    }

    /** Returns the first number. */
    public int major() {
        return Integer.parseInt(text.substring(0, text.indexOf('.')));
    }

    /** Returns whether the three numbers are those of the other version, whatever follows them. */
    public boolean isOfSameRelease(BbVersion other) {
        return release().equals(other.release());
    }

    private String release() {
        Matcher matcher = SEM_VER.matcher(text);
        return matcher.matches() ? matcher.group(1) + "." + matcher.group(2) + "." + matcher.group(3) : text;
    }

    @Override
    public String toString() {
        return text;
    }
}
