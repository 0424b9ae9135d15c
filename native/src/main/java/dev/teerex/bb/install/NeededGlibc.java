package dev.teerex.bb.install;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Reads the complaint of a Linux loader: {@code version `GLIBC_2.39' not found (required by ...)}. */
final class NeededGlibc {
    private static final Pattern MISSING = Pattern.compile("GLIBC_(\\d{1,4})\\.(\\d{1,4})' not found");

    private NeededGlibc() {}

    /** Returns the highest glibc version that is missing. */
    static Optional<String> in(String complaint) {
        return MISSING.matcher(complaint)
                .results()
                .max(Comparator.<MatchResult>comparingInt(version -> Integer.parseInt(version.group(1)))
                        .thenComparingInt(version -> Integer.parseInt(version.group(2))))
                .map(version -> version.group(1) + "." + version.group(2));
    }
}
