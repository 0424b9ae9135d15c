package dev.teerex.server.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How the server attests what it is. */
public enum TeeMode {
    /** Not at all: clients must trust it for another reason. */
    NONE,
    /** By the secure module of the AWS Nitro enclave that it runs in. */
    NITRO,
    /** By a stand-in for that module, which proves nothing: for tests. */
    SIMULATED;

    static Optional<TeeMode> of(String text) {
        return Arrays.stream(values()).filter(mode -> mode.text().equals(text)).findFirst();
    }

    /** Returns the word that the option takes. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
