package dev.teerex.updater.edits;

import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * Paths in a repository by glob; a leading {@code **}{@code /} also means the root folder. The globs are those of
 * {@link java.nio.file.FileSystem#getPathMatcher}, but on text: what a repository calls its files need not be a path on this
 * machine, where the locale may know no letter of it.
 */
final class PathPattern {
    private final List<Pattern> patterns;

    /**
     * Makes the pattern.
     *
     * @throws PatternSyntaxException when one of the globs is none
     */
    PathPattern(List<String> globs) {
        this.patterns = globs.stream()
                .flatMap(glob -> glob.startsWith("**/") ? Stream.of(glob, glob.substring(3)) : Stream.of(glob))
                .map(glob -> Pattern.compile(regex(glob), Pattern.DOTALL))
                .toList();
    }

    boolean matches(String path) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(path).matches());
    }

    private static String regex(String glob) {
        StringBuilder regex = new StringBuilder();
        boolean inGroup = false;
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            if (c == '*') {
                boolean acrossFolders = glob.startsWith("**", i);
                regex.append(acrossFolders ? ".*" : "[^/]*");
                i += acrossFolders ? 1 : 0;
            } else if (c == '?') {
                regex.append("[^/]");
            } else if (c == '[') {
                int end = glob.indexOf(']', i + 2);
                require(end > 0, "[ without ]", glob, i);
                regex.append(oneOf(glob.substring(i + 1, end)));
                i = end;
            } else if (c == '{') {
                require(!inGroup, "{ in {", glob, i);
                inGroup = true;
                regex.append("(?:");
            } else if (c == ',' && inGroup) {
                regex.append('|');
            } else if (c == '}' && inGroup) {
                inGroup = false;
                regex.append(')');
            } else {
                i += c == '\\' ? 1 : 0;
                require(i < glob.length(), "\\ without a character", glob, i - 1);
                regex.append(literal(glob.charAt(i)));
            }
        }
        require(!inGroup, "{ without }", glob, glob.length());
        return regex.toString();
    }

    private static String oneOf(String characters) {
        boolean none = characters.startsWith("!");
        StringBuilder regex = new StringBuilder(none ? "[^" : "[");
        characters.substring(none ? 1 : 0).chars().forEach(c -> regex.append(c == '-' ? "-" : literal((char) c)));
        return "(?!/)" + regex.append(']');
    }

    private static String literal(char c) {
        return c < 0x80 && !Character.isLetterOrDigit(c) ? "\\" + c : String.valueOf(c);
    }

    private static void require(boolean condition, String problem, String glob, int at) {
        if (!condition) {
            throw new PatternSyntaxException(problem, glob, at);
        }
    }
}
