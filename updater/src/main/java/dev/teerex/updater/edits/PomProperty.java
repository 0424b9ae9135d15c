package dev.teerex.updater.edits;

import dev.teerex.updater.UpdateException;
import dev.teerex.updater.UpdateException.Code;
import dev.teerex.updater.Version;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A property of a Maven project: {@code <properties>} of the project and of its profiles. The scanner knows just as much XML
 * as it needs to leave comments, CDATA and attributes alone. Bytes are taken as ISO 8859-1, one character each: that holds
 * for every encoding that extends ASCII, and an offset is then a byte offset.
 */
final class PomProperty implements SpanFinder {
    private static final List<String> OF_PROJECT = List.of("project", "properties");
    private static final List<String> OF_PROFILE = List.of("project", "profiles", "profile", "properties");

    private final String file;
    private final String property;

    PomProperty(String file, String property) {
        this.file = file;
        this.property = property;
    }

    @Override
    public boolean concerns(String path) {
        return path.equals(file);
    }

    @Override
    public List<Span> spans(String path, byte[] content) {
        String xml = new String(content, StandardCharsets.ISO_8859_1);
        Deque<String> open = new ArrayDeque<>();
        List<Span> spans = new ArrayList<>();
        int contentStart = -1;
        for (int at = xml.indexOf('<'); at >= 0; at = xml.indexOf('<', at)) {
            if (xml.startsWith("<!--", at)) {
                at = after(xml, "-->", at + 4);
            } else if (xml.startsWith("<![CDATA[", at)) {
                at = after(xml, "]]>", at + 9);
            } else if (xml.startsWith("<?", at)) {
                at = after(xml, "?>", at + 2);
            } else if (xml.startsWith("<!", at)) {
                throw bad("a document type is not read here");
            } else if (xml.startsWith("</", at)) {
                int end = after(xml, ">", at);
                String name = xml.substring(at + 2, end - 1).strip();
                if (!name.equals(open.pollLast())) {
                    throw bad("</" + name + "> closes nothing");
                }
                if (name.equals(property) && isProperties(open)) {
                    spans.add(span(xml, contentStart, at));
                }
                at = end;
            } else {
                int end = endOfTag(xml, at);
                String tag = xml.substring(at + 1, end - 1);
                if (!tag.endsWith("/")) {
                    open.addLast(tag.split("[\\s/]", 2)[0]);
                    contentStart = end;
                }
                at = end;
            }
        }
        if (!open.isEmpty()) {
            throw bad("<" + open.peekLast() + "> is never closed");
        }
        if (spans.isEmpty()) {
            throw bad("it has no property " + property);
        }
        return spans;
    }

    private static boolean isProperties(Deque<String> open) {
        List<String> path = List.copyOf(open);
        return path.equals(OF_PROJECT) || path.equals(OF_PROFILE);
    }

    private Span span(String xml, int start, int end) {
        String text = xml.substring(start, end);
        String version = text.strip();
        int from = start + text.indexOf(version);
        return Version.of(version)
                .map(v -> new Span(from, from + version.length(), v, property))
                .orElseThrow(() -> bad("the property " + property + " holds no version"));
    }

    /** The end of a start tag: a {@code >} inside a quoted attribute does not count. */
    private int endOfTag(String xml, int from) {
        char quote = 0;
        for (int i = from; i < xml.length(); i++) {
            char c = xml.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '>') {
                return i + 1;
            }
        }
        throw bad("a tag is never closed");
    }

    private int after(String xml, String end, int from) {
        int at = xml.indexOf(end, from);
        if (at < 0) {
            throw bad("\"" + end + "\" is missing");
        }
        return at + end.length();
    }

    private UpdateException bad(String why) {
        return new UpdateException(
                Code.BAD_FILE, file + " cannot be edited: " + why + "; correct the file or the setting");
    }
}
