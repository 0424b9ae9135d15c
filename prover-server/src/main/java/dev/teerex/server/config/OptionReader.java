package dev.teerex.server.config;

import dev.teerex.DurationText;
import dev.teerex.InputException;
import dev.teerex.InputException.Code;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Options as typed values; a text that is none fails with the place it stands in. */
final class OptionReader {
    /** A long has room for any eighteen digits. */
    private static final Pattern QUANTITY = Pattern.compile("(\\d{1,18})\\s*([A-Za-z]*)");

    private static final Duration LONGEST = Duration.ofDays(1);

    private final Settings settings;
    private final Path home;

    OptionReader(Settings settings, Path home) {
        this.settings = settings;
        this.home = home;
    }

    Optional<String> text(Option option) {
        return settings.find(option).map(Setting::value);
    }

    String textOrDefault(Option option) {
        return text(option).orElse(option.defaultText());
    }

    List<String> list(Option option) {
        return text(option).stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    Optional<Path> path(Option option) {
        return settings.find(option).map(setting -> {
            try {
                return setting.path(home);
            } catch (InvalidPathException e) {
                throw bad(option, setting, "is not a path on this system");
            }
        });
    }

    boolean flag(Option option) {
        return read(
                option,
                text -> switch (text) {
                    case "true" -> Optional.of(true);
                    case "false" -> Optional.of(false);
                    default -> Optional.empty();
                },
                "is true or false");
    }

    int number(Option option, int min, int max) {
        return number(option, min, max, option.defaultText());
    }

    int number(Option option, int min, int max, String otherwise) {
        return read(
                option,
                text -> QUANTITY.matcher(text).matches() && text.chars().allMatch(Character::isDigit)
                        ? Optional.of(Long.parseLong(text))
                                .filter(value -> value >= min && value <= max)
                                .map(Math::toIntExact)
                        : Optional.empty(),
                "is a number from " + min + " to " + max,
                otherwise);
    }

    /** Reads a size: {@code 64MiB}, {@code 512KiB}, or bytes without a unit. */
    long size(Option option, long min, long max) {
        return size(option, min, max, option.defaultText());
    }

    long size(Option option, long min, long max, String otherwise) {
        return read(
                option,
                text -> size(text).filter(size -> size >= min && size <= max),
                "is a size such as 64MiB, from " + min + " to " + max + " bytes",
                otherwise);
    }

    Duration duration(Option option) {
        return read(
                option,
                text -> DurationText.parse(text).filter(duration -> duration.compareTo(LONGEST) <= 0),
                "is a duration such as 500ms, 30s, 4m or 2h, of at most a day");
    }

    <T> T parsed(Option option, Function<String, Optional<T>> parser, String rule) {
        return read(option, parser, rule);
    }

    private static Optional<Long> size(String text) {
        Matcher matcher = QUANTITY.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long each =
                switch (matcher.group(2)) {
                    case "", "B" -> 1L;
                    case "KiB" -> 1L << 10;
                    case "MiB" -> 1L << 20;
                    case "GiB" -> 1L << 30;
                    default -> 0L;
                };
        long count = Long.parseLong(matcher.group(1));
        return each == 0 || count > Long.MAX_VALUE / each ? Optional.empty() : Optional.of(count * each);
    }

    private <T> T read(Option option, Function<String, Optional<T>> parser, String rule) {
        return read(option, parser, rule, option.defaultText());
    }

    private <T> T read(Option option, Function<String, Optional<T>> parser, String rule, String otherwise) {
        Setting setting = settings.find(option).orElse(new Setting(otherwise, "the default"));
        return parser.apply(setting.value()).orElseThrow(() -> bad(option, setting, rule));
    }

    private static InputException bad(Option option, Setting setting, String rule) {
        return new InputException(
                Code.BAD_OPTION,
                option.flag() + " " + rule + ", not \"" + setting.value() + "\" (" + setting.origin() + ")");
    }
}
