package dev.teerex.updater.edits;

import dev.teerex.updater.UpdateException;
import dev.teerex.updater.UpdateException.Code;
import dev.teerex.updater.Version;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Versions in lines of any text file (YAML, Dockerfile, Makefile) that a comment marks: {@value #MARKER} at the end of the
 * line, or alone in a comment for the line after it, since a Dockerfile has no comments at the end of a line.
 */
final class MarkedLines implements SpanFinder {
    /** The marker, in a comment. */
    static final String MARKER = "tee-rex-updater:version";

    private static final Pattern LINE = Pattern.compile("[^\\r\\n]*(?:\\r\\n|\\n|\\r|$)");
    private static final Pattern ONLY_A_COMMENT = Pattern.compile("\\s*(?:#|//|<!--|/\\*|;|--)\\s*");
    private static final String NUMBER = "(?:0|[1-9][0-9]*+)";
    /**
     * Narrower than a version may be: after the hyphen a word and numbers, and once more after each further hyphen
     * ({@code -devnet.2-patch.1}), so that what follows a version in a file name ({@code .tar.gz}) or names a machine
     * ({@code -rc.1-amd64}) is not taken for a part of it.
     */
    private static final Pattern VERSION = Pattern.compile("(?<![0-9A-Za-z.+])v?"
            + "(" + NUMBER + "\\." + NUMBER + "\\." + NUMBER
            + "(?:-[0-9A-Za-z-]++(?:\\." + NUMBER + ")*+(?:-[A-Za-z][0-9A-Za-z-]*+(?:\\." + NUMBER + ")++)*+)?+)"
            + "(?![0-9A-Za-z_+])(?!\\.(?!(?:tar|tgz|zip|jar)\\b)[0-9A-Za-z])");

    private final PathPattern files;

    MarkedLines(List<String> globs) {
        this.files = new PathPattern(globs);
    }

    @Override
    public boolean concerns(String path) {
        return files.matches(path);
    }

    @Override
    public List<Span> spans(String path, byte[] content) {
        // One character for each byte, see PomProperty.
        String text = new String(content, StandardCharsets.ISO_8859_1);
        List<Span> spans = new ArrayList<>();
        Matcher lines = LINE.matcher(text);
        boolean next = false;
        int number = 0;
        while (lines.find() && lines.end() > lines.start()) {
            number++;
            String line = lines.group();
            int marker = line.indexOf(MARKER);
            if (next) {
                spans.add(only(path, number, line, lines.start()));
            }
            next = marker >= 0
                    && ONLY_A_COMMENT.matcher(line.substring(0, marker)).matches();
            if (marker >= 0 && !next) {
                spans.add(only(path, number, line.substring(0, marker), lines.start()));
            }
        }
        if (next) {
            throw bad(path, number, "a marker has no line after it");
        }
        return spans;
    }

    private static Span only(String path, int number, String line, int offset) {
        Matcher matcher = VERSION.matcher(line);
        if (!matcher.find()) {
            throw bad(path, number, "the marked line has no version");
        }
        int start = matcher.start(1);
        int end = matcher.end(1);
        if (matcher.find()) {
            throw bad(path, number, "the marked line has more than one version");
        }
        Version version = Version.of(line.substring(start, end))
                .orElseThrow(() -> bad(path, number, "the marked line has no version"));
        return new Span(offset + start, offset + end, version, "line " + number);
    }

    private static UpdateException bad(String path, int number, String why) {
        return new UpdateException(
                Code.BAD_FILE, path + " line " + number + " cannot be edited: " + why + "; move or remove the marker");
    }
}
