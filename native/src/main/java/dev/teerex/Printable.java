package dev.teerex;

import java.util.regex.Pattern;

/** Text from outside (a document, a file name, a server's answer), made fit to be shown on a terminal or in a log. */
public final class Printable {
    /** Control, format (which reorders text), surrogate, private and unassigned characters, and line separators. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    private Printable() {}

    /** Returns {@code text} on one line, with a question mark for each character that could steer a terminal. */
    public static String of(String text) {
        return UNPRINTABLE.matcher(text).replaceAll("?");
    }
}
