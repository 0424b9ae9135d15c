package dev.teerex.npm;

import dev.teerex.InputException;
import dev.teerex.InputException.Code;
import dev.teerex.Machine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One {@code .npmrc} file: lines of {@code key = value}, comments, and <code>${VARIABLE}</code> in keys and values, as
 * npm's own reader takes them (npm package {@code ini}). Sections, which npm does not use, are passed over.
 */
final class Npmrc {
    private static final int LIMIT = 1024 * 1024;
    private static final Pattern VARIABLE = Pattern.compile("(?<!\\\\)\\$\\{([^${}?]+)(\\?)?}");

    private final String source;
    private final Machine machine;
    private final Map<String, String> values = new LinkedHashMap<>();

    private Npmrc(String source, Machine machine) {
        this.source = source;
        this.machine = machine;
    }

    /**
     * Reads a file; one that does not exist is empty.
     *
     * @throws InputException {@link Code#UNREADABLE} or {@link Code#TOO_LARGE}
     */
    static Npmrc read(Path file, Machine machine) {
        Npmrc npmrc = new Npmrc(file.toString(), machine);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LIMIT + 1);
            if (bytes.length > LIMIT) {
                throw new InputException(Code.TOO_LARGE, file + " has more than 1 MiB, which no .npmrc has");
            }
            npmrc.parse(new String(bytes, StandardCharsets.UTF_8));
        } catch (NoSuchFileException none) {
            return npmrc;
        } catch (IOException e) {
            throw new InputException(Code.UNREADABLE, file + " cannot be read", e);
        }
        return npmrc;
    }

    private void parse(String text) {
        for (String line : text.lines().toList()) {
            String content = line.strip();
            if (content.startsWith("[")) {
                return;
            }
            if (!content.isEmpty() && !content.startsWith(";") && !content.startsWith("#")) {
                int equals = content.indexOf('=');
                String key = equals < 0 ? content : content.substring(0, equals);
                values.put(expandKey(unquoted(key)), equals < 0 ? "true" : unquoted(content.substring(equals + 1)));
            }
        }
    }

    /** Strips quotes, or else an inline comment. */
    private static String unquoted(String part) {
        String text = part.strip();
        int last = text.length() - 1;
        if (last > 0 && text.charAt(0) == text.charAt(last) && (text.charAt(0) == '"' || text.charAt(0) == '\'')) {
            return text.substring(1, last);
        }
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ';' || c == '#') {
                break;
            }
            boolean escape = c == '\\' && i < last && ";#\\".indexOf(text.charAt(i + 1)) >= 0;
            plain.append(escape ? text.charAt(++i) : c);
        }
        return plain.toString().strip();
    }

    private String expandKey(String key) {
        return VARIABLE.matcher(key)
                .replaceAll(match -> Matcher.quoteReplacement(
                        machine.variable(match.group(1)).orElse(match.group())));
    }

    /** Returns the file's path. */
    String source() {
        return source;
    }

    /** Returns all keys. */
    Set<String> keys() {
        return values.keySet();
    }

    /**
     * Returns a value; an empty one is none.
     *
     * @throws InputException {@link Code#BAD_OPTION} when it names an environment variable that is not set
     */
    Optional<String> value(String key) {
        return Optional.ofNullable(values.get(key))
                .map(value ->
                        VARIABLE.matcher(value).replaceAll(match -> Matcher.quoteReplacement(variable(key, match))))
                .filter(value -> !value.isEmpty());
    }

    private String variable(String key, MatchResult match) {
        return machine.variable(match.group(1)).orElseGet(() -> {
            if (match.group(2) != null) {
                return "";
            }
            throw new InputException(
                    Code.BAD_OPTION,
                    source + ": the value of " + key + " needs the environment variable " + match.group(1)
                            + ", which is not set; set it, or take the line out");
        });
    }
}
