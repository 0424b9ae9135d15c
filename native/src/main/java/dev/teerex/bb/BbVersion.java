package dev.teerex.bb;

import dev.teerex.InputException;
import java.util.regex.Pattern;

/**
 * A version of {@code @aztec/bb.js}, such as {@code 5.0.0} or {@code 4.3.0-nightly.20260417}. It becomes part of paths and
 * addresses, so nothing but the form of a semantic version (semver.org, 2.0.0, without build metadata) is let in.
 *
 * @param text the version as npm writes it
 */
public record BbVersion(String text) {
    private static final Pattern SEMVER = Pattern.compile(
            "(?:0|[1-9]\\d{0,8})\\.(?:0|[1-9]\\d{0,8})\\.(?:0|[1-9]\\d{0,8})(?:-[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?");
    private static final int MAX_LENGTH = 64;

    /**
     * Makes the value.
     *
     * @throws InputException with {@link InputException.Code#BAD_OPTION} when it is not a semantic version
     */
    public BbVersion {
        if (text.length() > MAX_LENGTH || !SEMVER.matcher(text).matches()) {
            String shown = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "…" : text;
            throw new InputException(
                    InputException.Code.BAD_OPTION,
                    "\"" + shown + "\" is not a version of bb; give one such as 5.0.0 (tee-rex.bbVersion)");
        }
    }

    /** Returns the version with this text; as the constructor. */
    public static BbVersion of(String text) {
        return new BbVersion(text);
    }

    /** Returns the first number, which tells the socket protocol's dialect. */
    public int major() {
        return Integer.parseInt(text.substring(0, text.indexOf('.')));
    }

    @Override
    public String toString() {
        return text;
    }
}
