package dev.teerex.crs;

import dev.teerex.InputException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** When the development CRS may stand in for the genuine one (option {@code tee-rex.insecureDevCrs}). */
public enum InsecureDevCrsPolicy {
    /** Not at all: the default. */
    NEVER("never"),
    /** Only when there is no genuine CRS, and none can be fetched. */
    IF_NO_GENUINE("ifNoGenuine"),
    /** In any case; a genuine one is not even looked for. */
    ALWAYS("always");

    private final String text;

    InsecureDevCrsPolicy(String text) {
        this.text = text;
    }

    /** Returns how the option is written. */
    public String text() {
        return text;
    }

    /**
     * Reads the option.
     *
     * @throws InputException when it is none of the words
     */
    public static InsecureDevCrsPolicy parse(String option) {
        for (InsecureDevCrsPolicy policy : values()) {
            if (policy.text.equals(option)) {
                return policy;
            }
        }
        throw new InputException(
                InputException.Code.BAD_OPTION,
                "tee-rex.insecureDevCrs is one of "
                        + Arrays.stream(values())
                                .map(InsecureDevCrsPolicy::text)
                                .collect(Collectors.joining(", "))
                        + ", not \"" + option + "\"");
    }
}
