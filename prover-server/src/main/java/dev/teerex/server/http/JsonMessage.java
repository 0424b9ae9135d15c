package dev.teerex.server.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.teerex.BlockInputStream;
import dev.teerex.server.ServerException;
import dev.teerex.server.ServerException.Code;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The message in {@code {"data":"<Base64>"}}, decoded while it is read, so that its text is never held. Other keys are passed
 * over. The end of this stream says that the whole body was JSON and held nothing twice. Not thread-safe.
 */
final class JsonMessage extends BlockInputStream {
    private static final String KEY = "data";

    // The names of all keys are kept, to find one that is there twice: few of them, and short ones. A number is kept
    // whole
    // before its length is looked at, up to the length of a string; strings are passed over and not kept.
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxTokenCount(10_000)
                    .maxNameLength(1_000)
                    .maxStringLength(1_000)
                    .build())
            .build();

    // The names before the message are kept for as long as it is received, with some room each beside their text.
    private static final int ROOM_FOR_NAMES = 64 * 1024;
    private static final int ROOM_OF_A_NAME = 64;

    private final LenientBase64 data;
    private final Set<String> before;
    private boolean checked;

    private JsonMessage(LenientBase64 data, Set<String> before) {
        this.data = data;
        this.before = before;
    }

    /**
     * Reads up to the message.
     *
     * @param body the body
     * @throws ServerException with {@link Code#MALFORMED_BODY} when it is not JSON, {@link Code#INVALID_BODY} when it is
     *     but has no such string
     */
    static JsonMessage open(InputStream body) throws IOException {
        try (JsonParser parser = JSON.createParser(new Unclosed(body))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                readToEnd(parser);
                throw invalid();
            }
            Set<String> before = new HashSet<>();
            int room = ROOM_FOR_NAMES;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean found = parser.currentName().equals(KEY);
                if (!found) {
                    before.add(parser.currentName());
                    room -= parser.currentName().length() + ROOM_OF_A_NAME;
                    if (room < 0) {
                        throw malformed(null);
                    }
                }
                if (parser.nextToken() == JsonToken.VALUE_STRING && found) {
                    // The parser has read the opening quote and no more: the string is ours.
                    ByteArrayOutputStream ahead = new ByteArrayOutputStream();
                    if (parser.releaseBuffered(ahead) < 0) {
                        throw malformed(null);
                    }
                    InputStream rest = new SequenceInputStream(new ByteArrayInputStream(ahead.toByteArray()), body);
                    return new JsonMessage(new LenientBase64(rest), before);
                }
                if (found) {
                    parser.skipChildren();
                    readToEnd(parser);
                    throw invalid();
                }
                parser.skipChildren();
            }
            readToEnd(parser);
            throw invalid();
        } catch (JsonProcessingException e) {
            throw malformed(e);
        }
    }

    /** Jackson closes what it reads when it is done; the body is not done then. */
    private static final class Unclosed extends FilterInputStream {
        Unclosed(InputStream in) {
            super(in);
        }

        @Override
        public void close() {}
    }

    private static void readToEnd(JsonParser parser) throws IOException {
        if (parser.currentToken() == null) {
            throw malformed(null);
        }
        while (parser.nextToken() != null) {
            // Only whether it is JSON.
        }
    }

    @Override
    protected int readBlock(byte[] bytes, int offset, int length) throws IOException {
        int count = data.read(bytes, offset, length);
        if (count < 0 && !checked) {
            checkRest();
            checked = true;
        }
        return count;
    }

    /**
     * Reads on without decoding.
     *
     * @throws ServerException with {@link Code#MALFORMED_BODY} when the body is not JSON
     */
    void passOver() throws IOException {
        if (!checked) {
            data.passOver();
            checkRest();
            checked = true;
        }
    }

    /** Reads what follows the string: as if it had been empty, so that the same parser looks at it. */
    private void checkRest() throws IOException {
        InputStream begin = new ByteArrayInputStream(("{\"" + KEY + "\":\"\"").getBytes(StandardCharsets.US_ASCII));
        try (JsonParser parser = JSON.createParser(new SequenceInputStream(begin, data.rest()))) {
            boolean closed = false;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (closed || isThereAlready(parser, token)) {
                    throw malformed(null);
                }
                closed = parser.getParsingContext().inRoot() && token == JsonToken.END_OBJECT;
            }
        } catch (JsonProcessingException e) {
            throw malformed(e);
        }
        if (!data.hadContent()) {
            throw invalid();
        }
    }

    /** Returns whether this is the name of a key that stood before the message, where the parser has not been. */
    private boolean isThereAlready(JsonParser parser, JsonToken token) throws IOException {
        return token == JsonToken.FIELD_NAME
                && parser.getParsingContext().getParent().inRoot()
                && before.contains(parser.currentName());
    }

    private static ServerException invalid() {
        return new ServerException(Code.INVALID_BODY, "the body is not {\"data\": string}, or the string is empty");
    }

    private static ServerException malformed(@Nullable Exception cause) {
        // Jackson's own words may quote the body.
        return new ServerException(Code.MALFORMED_BODY, "the body is not JSON", cause);
    }
}
