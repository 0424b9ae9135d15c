package dev.teerex.updater.edits;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.teerex.updater.UpdateException;
import dev.teerex.updater.UpdateException.Code;
import dev.teerex.updater.Version;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Versions of packages in {@code package.json}: any section that names dependencies, {@code overrides} and
 * {@code resolutions} at any depth. One exact version, or one behind {@code ^}, {@code ~} or {@code =}, is a version; an alias
 * ({@code npm:…}), a workspace, a file, an address, a tag and a range of two ends are someone's decision and stay.
 */
final class PackageJson implements SpanFinder {
    private static final Set<String> SECTIONS = Set.of(
            "dependencies",
            "devDependencies",
            "peerDependencies",
            "optionalDependencies",
            "overrides",
            "resolutions",
            "pnpm",
            "workspaces",
            "catalog",
            "catalogs");
    private static final Pattern SPEC = Pattern.compile("([\\^~=]?)(" + Version.SHAPE + ")");
    /** What pnpm takes for the end of a parent; behind these three characters a {@code >} belongs to a range. */
    private static final Pattern PARENTS = Pattern.compile("^.*[^ |@]>");

    private static final Pattern LAST_PACKAGE = Pattern.compile("(?:^|/)((?:@[^/@]+/)?[^/@]+)(?:@[^/]*)?$");
    private static final int BOM = 3;
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final PathPattern files;
    private final Predicate<String> packages;

    PackageJson(List<String> globs, Predicate<String> packages) {
        this.files = new PathPattern(globs);
        this.packages = packages;
    }

    @Override
    public boolean concerns(String path) {
        return files.matches(path);
    }

    @Override
    public List<Span> spans(String path, byte[] content) {
        List<Span> spans = new ArrayList<>();
        walk(path, content, (name, text, start, end) -> span(content, name, text, start, end)
                .ifPresent(spans::add));
        return spans;
    }

    /** Returns the names of all packages in a dependency section that the predicate takes, whatever their version is. */
    List<String> names(String path, byte[] content) {
        List<String> names = new ArrayList<>();
        walk(path, content, (name, text, start, end) -> names.add(name));
        return names;
    }

    private interface Found {
        void at(String name, String text, int start, int end);
    }

    private void walk(String path, byte[] content, Found found) {
        int bom = hasBom(content) ? BOM : 0;
        try (JsonParser parser = JSON.createParser(content, bom, content.length - bom)) {
            Deque<String> where = new ArrayDeque<>();
            @Nullable String field = null;
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw bad(path, "it is no JSON object", null);
            }
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                switch (token) {
                    case FIELD_NAME -> field = parser.currentName();
                    case START_OBJECT, START_ARRAY -> {
                        where.addLast(field == null ? "" : field);
                        field = null;
                    }
                    case END_OBJECT, END_ARRAY -> where.pollLast();
                    case VALUE_STRING -> {
                        String name = field == null ? "" : packageName(field, where);
                        if (!where.isEmpty() && SECTIONS.contains(where.peekFirst()) && packages.test(name)) {
                            String text = parser.getText();
                            int start = bom
                                    + Math.toIntExact(
                                            parser.currentTokenLocation().getByteOffset());
                            int end = bom
                                    + Math.toIntExact(parser.currentLocation().getByteOffset());
                            found.at(name, text, start, end);
                        }
                    }
                    default -> {
                        // Numbers, booleans and nulls name no version.
                    }
                }
            }
        } catch (IOException e) {
            throw bad(path, "it is no valid JSON", e);
        }
    }

    /**
     * A key of {@code resolutions} may be a path such as {@code **}{@code /@aztec/pxe}, one of pnpm's overrides may name a parent
     * ({@code foo>@aztec/pxe}), and both a range; {@code "."} in overrides means the key around it.
     */
    private static String packageName(String field, Deque<String> where) {
        String key = field.equals(".") && !where.isEmpty() ? where.peekLast() : field;
        Matcher last = LAST_PACKAGE.matcher(PARENTS.matcher(key).replaceFirst(""));
        return last.find() ? last.group(1) : key;
    }

    private static Optional<Span> span(byte[] content, String name, String text, int start, int end) {
        Matcher matcher = SPEC.matcher(text);
        // One byte for each character and a quote on either side: no escape stands between us and the bytes.
        boolean plain = end - start == text.length() + 2 && content[start] == '"' && content[end - 1] == '"';
        if (!plain || !matcher.matches()) {
            return Optional.empty();
        }
        int from = start + 1 + matcher.group(1).length();
        return Version.of(matcher.group(2)).map(version -> new Span(from, end - 1, version, name));
    }

    private static boolean hasBom(byte[] content) {
        return content.length >= BOM
                && content[0] == (byte) 0xEF
                && content[1] == (byte) 0xBB
                && content[2] == (byte) 0xBF;
    }

    private static UpdateException bad(String path, String why, @Nullable Throwable cause) {
        return new UpdateException(Code.BAD_FILE, path + " cannot be edited: " + why + "; correct it by hand", cause);
    }
}
