package dev.teerex.updater.plan;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Words and addresses that upstream chose, made harmless: they must not mention people, link issues, carry markup, hide
 * text, or look like the updater's own markers.
 */
final class UpstreamText {
    private static final int LONGEST = 300;
    private static final Pattern GITHUB = Pattern.compile(
            "(?:git\\+)?https://github\\.com/([A-Za-z0-9-]{1,39})/([A-Za-z0-9._-]{1,100}?)(?:\\.git)?/?");

    private UpstreamText() {}

    /** Returns one bounded line of plain characters, for a log or a message. */
    static String line(String text) {
        // \p{C}: control, format (which direction overrides and zero-width characters are), private, unassigned.
        String plain = text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}\\s]+", " ").strip();
        return plain.codePointCount(0, plain.length()) <= LONGEST
                ? plain
                : plain.substring(0, plain.offsetByCodePoints(0, LONGEST)) + "…";
    }

    /**
     * Returns one line for Markdown, inert: each character that means something to GitHub is a character reference, and what
     * would become a mention, a reference or a link is broken up.
     */
    static String markdown(String text) {
        StringBuilder out = new StringBuilder();
        line(text).codePoints().forEach(c -> {
            if (Character.isLetterOrDigit(c) || c == ' ' || c == ',' || c == '…') {
                out.appendCodePoint(c);
            } else {
                out.append("&#").append(c).append(';');
                if (c == '@' || c == '#' || c == ':' || c == '.' || c == '/') {
                    out.append("&#8203;");
                }
            }
        });
        return out.toString();
    }

    /** Returns the page of a GitHub repository, if that is what upstream's address means. */
    static Optional<URI> repository(String address) {
        Matcher matcher = GITHUB.matcher(address);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new URI("https://github.com/" + matcher.group(1) + "/" + matcher.group(2)));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
