package dev.teerex.updater.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the updater remembers, hidden in the texts that it writes: there is no other memory. */
final class Marker {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .build();
    private static final Pattern IN_BODY = Pattern.compile("<!-- tee-rex-updater:(\\{[^\\r\\n]{1,2000}?}) -->");
    private static final Pattern IN_MESSAGE = Pattern.compile("(?m)^Tee-Rex-Updater: (\\{[^\\r\\n]{1,2000}})$");

    private Marker() {}

    /**
     * In the body of a pull request.
     *
     * @param channel the channel
     * @param version the version it updates to; channel and version are its key, not its title
     * @param head the commit that the updater pushed last
     * @param autoMerge the commit for which the updater turned auto-merge on, {@link #TURNING_OFF}, or null
     * @param closed why the updater itself closed it, or null
     */
    record InBody(
            String channel,
            String version,
            String head,
            @Nullable String autoMerge,
            @Nullable String closed) {
        /** In the place of a commit, while the updater turns off what it had turned on. */
        static final String TURNING_OFF = "";

        static Optional<InBody> find(String body) {
            return Marker.find(IN_BODY, body, InBody.class)
                    .filter(m -> m.channel() != null && m.version() != null && m.head() != null);
        }

        /** Returns the body with this marker in the place of the one that it has. */
        String in(String body) {
            Matcher matcher = IN_BODY.matcher(body);
            return matcher.find() ? matcher.replaceFirst(Matcher.quoteReplacement(text())) : body + "\n\n" + text();
        }

        String text() {
            return "<!-- tee-rex-updater:" + write(this) + " -->";
        }

        InBody withAutoMerge(@Nullable String commit) {
            return new InBody(channel, version, head, commit, closed);
        }

        InBody withClosed(String why) {
            return new InBody(channel, version, head, autoMerge, why);
        }

        InBody withHead(String commit) {
            return new InBody(channel, version, commit, autoMerge, closed);
        }
    }

    /**
     * In the message of a commit.
     *
     * @param channel the channel
     * @param version the version it updates to
     * @param base its parent
     * @param tree its tree: a commit whose tree is another one was changed by someone
     * @param replaces the commit that the branch was at before, or empty
     */
    record InCommit(String channel, String version, String base, String tree, String replaces) {
        static Optional<InCommit> find(String message) {
            return Marker.find(IN_MESSAGE, message, InCommit.class)
                    .filter(m -> m.channel() != null
                            && m.version() != null
                            && m.base() != null
                            && m.tree() != null
                            && m.replaces() != null);
        }

        String text() {
            return "Tee-Rex-Updater: " + write(this);
        }
    }

    /** Returns the hidden line that makes a comment findable, so that it is written once. */
    static String ofComment(String key) {
        return "<!-- tee-rex-updater-comment:" + key + " -->";
    }

    private static <T> Optional<T> find(Pattern pattern, String text, Class<T> type) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(JSON.readValue(matcher.group(1), type));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** A comment in HTML ends at the first {@code >} behind two hyphens, so there is none inside. */
    private static String write(Object marker) {
        try {
            return JSON.writeValueAsString(marker).replace(">", "\\u003e");
        } catch (JsonProcessingException e) {
            throw new AssertionError("records of texts are always written", e);
        }
    }
}
