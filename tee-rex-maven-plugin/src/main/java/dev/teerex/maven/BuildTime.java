package dev.teerex.maven;

import dev.teerex.InputException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * The time that a reproducible build says it was made at, from {@code project.build.outputTimestamp}: ISO 8601, or seconds
 * since 1970. Without one, and as in other plugins with one that has a single character, it is the start of 1970.
 */
final class BuildTime {
    private BuildTime() {}

    /** Returns the time as RFC 3339 has it. */
    static String of(@Nullable String outputTimestamp) {
        String text = outputTimestamp == null ? "" : outputTimestamp.strip();
        if (text.length() < 2) {
            return Instant.EPOCH.toString();
        }
        try {
            Instant time = text.matches("[0-9]{2,12}")
                    ? Instant.ofEpochSecond(Long.parseLong(text))
                    : OffsetDateTime.parse(text).toInstant();
            return time.toString();
        } catch (DateTimeException e) {
            throw new InputException(
                    InputException.Code.BAD_OPTION,
                    "project.build.outputTimestamp is \"" + text + "\"; write it as 2026-11-01T00:00:00Z",
                    e);
        }
    }
}
