package dev.teerex;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them into options: {@code 500ms}, {@code 30s}, {@code 4m}, {@code 2h}; or as ISO 8601: {@code PT1H}. */
public final class DurationText {
    private static final Pattern SHORT = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h)");

    private static final Duration SHORTEST = Duration.ofMillis(1);

    private DurationText() {}

    /** Reads a duration in upper or lower case; empty when it is none, or under a millisecond, which timers take for none. */
    public static Optional<Duration> parse(String text) {
        return read(text.strip().toLowerCase(Locale.ROOT)).filter(duration -> duration.compareTo(SHORTEST) >= 0);
    }

    private static Optional<Duration> read(String text) {
        Matcher matcher = SHORT.matcher(text);
        if (!matcher.matches()) {
            try {
                return Optional.of(Duration.parse(text));
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        }
        long number = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(number);
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    default -> Duration.ofHours(number);
                });
    }
}
