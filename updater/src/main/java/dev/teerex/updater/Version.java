package dev.teerex.updater;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A version number as Semantic Versioning 2.0.0 has it, such as {@code 4.1.2} or {@code 5.0.0-nightly.20260122}.
 * {@link #compareTo} is the precedence of its section 11; the build part has none. Two versions are equal when they are
 * the same text.
 */
public final class Version implements Comparable<Version> {
    private static final int LONGEST = 256;
    private static final String NUMBER = "(?:0|[1-9][0-9]*)";
    private static final String PRE = "(?:" + NUMBER + "|[0-9]*[A-Za-z-][0-9A-Za-z-]*)";
    /** The shape of a version, without groups; see the regular expression that semver.org proposes. */
    public static final String SHAPE = NUMBER + "\\." + NUMBER + "\\." + NUMBER + "(?:-" + PRE + "(?:\\." + PRE + ")*)?"
            + "(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?";

    private static final Pattern PATTERN = Pattern.compile(SHAPE);

    private final String text;
    private final String[] core;
    private final String[] pre;

    private Version(String text) {
        this.text = text;
        String precedence = text.split("\\+", 2)[0];
        String[] parts = precedence.split("-", 2);
        this.core = parts[0].split("\\.", -1);
        this.pre = parts.length == 2 ? parts[1].split("\\.", -1) : new String[0];
    }

    /**
     * Reads a version.
     *
     * @param text the version, without a leading {@code v}
     * @return the version, or empty when the text is none
     */
    public static Optional<Version> of(String text) {
        Matcher matcher = PATTERN.matcher(text);
        return text.length() <= LONGEST && matcher.matches() ? Optional.of(new Version(text)) : Optional.empty();
    }

    @Override
    public int compareTo(Version other) {
        for (int i = 0; i < core.length; i++) {
            int order = compareNumbers(core[i], other.core[i]);
            if (order != 0) {
                return order;
            }
        }
        if (pre.length == 0 || other.pre.length == 0) {
            return Integer.compare(other.pre.length, pre.length);
        }
        for (int i = 0; i < Math.min(pre.length, other.pre.length); i++) {
            int order = compareIdentifiers(pre[i], other.pre[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(pre.length, other.pre.length);
    }

    private static int compareIdentifiers(String a, String b) {
        boolean numericA = isNumber(a);
        boolean numericB = isNumber(b);
        if (numericA && numericB) {
            return compareNumbers(a, b);
        }
        if (numericA != numericB) {
            return numericA ? -1 : 1;
        }
        return a.compareTo(b);
    }

    /** Numbers of any length: there are no leading zeros, so the longer is the larger. */
    private static int compareNumbers(String a, String b) {
        return a.length() != b.length() ? Integer.compare(a.length(), b.length()) : a.compareTo(b);
    }

    private static boolean isNumber(String identifier) {
        return identifier.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Version that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
