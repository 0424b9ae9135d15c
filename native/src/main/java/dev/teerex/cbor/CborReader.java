package dev.teerex.cbor;

import dev.teerex.InputException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * A strict pull reader over one bounded CBOR message (RFC 8949). It hands out only what the caller asks for by type, so
 * hostile bytes never decide what is built. Rejected, always with {@link InputException}: heads that are longer than
 * they need be, duplicate keys, strings of indefinite length, text that is not UTF-8, lengths beyond the input,
 * containers nested more than {@value #MAX_DEPTH} deep, and trailing bytes. Arrays and maps of indefinite length are
 * accepted, since the Nitro secure module has sent them since 2025 (measured).
 *
 * <p>Not thread-safe; one reader reads one message once.
 */
public final class CborReader {
    /** How deep arrays and maps may be nested. */
    public static final int MAX_DEPTH = 4;

    /** What {@link #beginArray()} returns when the array does not declare its length. */
    public static final int INDEFINITE = -1;

    private static final int BREAK = 0xff;

    private final byte[] input;
    private final Deque<Level> levels = new ArrayDeque<>(MAX_DEPTH);
    private int position;

    /** An open array or map: how many entries are left, or {@link #INDEFINITE}, and the keys seen. */
    private static final class Level {
        final Set<Object> keys = new HashSet<>();
        int left;

        Level(int left) {
            this.left = left;
        }
    }

    /** Makes a reader of {@code input}, which the caller has bounded and does not change meanwhile. */
    public CborReader(byte[] input) {
        this.input = input;
    }

    /**
     * Returns what comes next, without reading it.
     *
     * @throws InputException when the input ends here
     */
    public CborType peek() {
        int head = head();
        return switch (head >> 5) {
            case 0 -> CborType.UNSIGNED;
            case 1 -> CborType.NEGATIVE;
            case 2 -> CborType.BYTES;
            case 3 -> CborType.TEXT;
            case 4 -> CborType.ARRAY;
            case 5 -> CborType.MAP;
            case 6 -> CborType.TAG;
            default -> head == 0xf6 ? CborType.NULL : CborType.OTHER;
        };
    }

    /**
     * Enters an array; its end is where {@link #hasNext()} returns false.
     *
     * @return how many elements it declares, or {@link #INDEFINITE}
     * @throws InputException when something else comes next, or the array is nested too deep or too long for the input
     */
    public int beginArray() {
        return begin(CborType.ARRAY, 1);
    }

    /**
     * Enters a map; its end is where {@link #hasNext()} returns false. Each entry is a key read with {@link #textKey()} or
     * {@link #unsignedKey()}, then a value.
     *
     * @return how many entries it declares, or {@link #INDEFINITE}
     * @throws InputException when something else comes next, or the map is nested too deep or too long for the input
     */
    public int beginMap() {
        return begin(CborType.MAP, 2);
    }

    /**
     * Returns whether the innermost open array or map has another entry, and leaves it when it has none.
     *
     * @throws InputException when the input ends here
     */
    public boolean hasNext() {
        Level level = levels.getLast();
        boolean more;
        if (level.left == INDEFINITE) {
            more = head() != BREAK;
            if (!more) {
                position++;
            }
        } else {
            more = level.left > 0;
            if (more) {
                level.left--;
            }
        }
        if (!more) {
            levels.removeLast();
        }
        return more;
    }

    /**
     * Reads a text key of the innermost open map.
     *
     * @throws InputException when something else comes next, or this map had the key before
     */
    public String textKey() {
        String key = text();
        rejectDuplicate(key);
        return key;
    }

    /**
     * Reads an unsigned integer key of the innermost open map.
     *
     * @return the key; values from 2<sup>63</sup> are negative, as unsigned arithmetic on {@code long} has it
     * @throws InputException when something else comes next, or this map had the key before
     */
    public long unsignedKey() {
        long key = unsigned();
        rejectDuplicate(key);
        return key;
    }

    /**
     * Reads an unsigned integer.
     *
     * @return the number; values from 2<sup>63</sup> are negative, as unsigned arithmetic on {@code long} has it
     * @throws InputException when something else comes next
     */
    public long unsigned() {
        return argument(CborType.UNSIGNED);
    }

    /**
     * Reads a byte string.
     *
     * @throws InputException when something else comes next, or the string is longer than the input
     */
    public byte[] bytes() {
        int length = length(CborType.BYTES, 1);
        position += length;
        return Arrays.copyOfRange(input, position - length, position);
    }

    /**
     * Reads a text string.
     *
     * @throws InputException when something else comes next, the string is longer than the input, or is not UTF-8
     */
    public String text() {
        int length = length(CborType.TEXT, 1);
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(input, position, length))
                    .toString();
            position += length;
            return text;
        } catch (CharacterCodingException e) {
            throw new InputException(InputException.Code.MALFORMED, at("text that is not UTF-8"), e);
        }
    }

    /**
     * Reads a {@code null} when it comes next.
     *
     * @return whether it was there
     * @throws InputException when the input ends here
     */
    public boolean skipNull() {
        boolean isNull = peek() == CborType.NULL;
        if (isNull) {
            position++;
        }
        return isNull;
    }

    /**
     * Reads a tag.
     *
     * @return its number; numbers from 2<sup>63</sup> are negative
     * @throws InputException when something else comes next
     */
    public long tag() {
        return argument(CborType.TAG);
    }

    /** Returns how many bytes of the message have been read. */
    public int position() {
        return position;
    }

    /**
     * Asserts that the message ends here.
     *
     * @throws InputException when bytes follow
     */
    public void end() {
        if (position != input.length) {
            throw malformed("%d bytes after the end of the message".formatted(input.length - position));
        }
    }

    private int begin(CborType type, int itemsPerEntry) {
        if (levels.size() == MAX_DEPTH) {
            throw malformed("arrays and maps nested more than %d deep".formatted(MAX_DEPTH));
        }
        int left;
        if ((head() & 0x1f) == 31 && peek() == type) {
            position++;
            left = INDEFINITE;
        } else {
            left = length(type, itemsPerEntry);
        }
        levels.addLast(new Level(left));
        return left;
    }

    /** Reads a head that declares {@code n} parts of at least {@code unit} bytes each, which must be there. */
    private int length(CborType type, int unit) {
        long length = argument(type);
        if (length < 0 || length > (input.length - position) / unit) {
            throw new InputException(
                    InputException.Code.TRUNCATED, at("a length that is more than the rest of the message"));
        }
        return (int) length;
    }

    private long argument(CborType type) {
        expect(type);
        int information = next() & 0x1f;
        if (information < 24) {
            return information;
        }
        if (information > 27) {
            throw malformed("an indefinite or reserved length where a definite one must be");
        }
        int width = 1 << (information - 24);
        long value = 0;
        for (int i = 0; i < width; i++) {
            value = value << 8 | next();
        }
        // RFC 8949, section 4.2.1: the shortest head that can hold the value.
        long least = width == 1 ? 24 : 1L << (4 * width);
        if (Long.compareUnsigned(value, least) < 0) {
            throw malformed("a head that is longer than its value needs");
        }
        return value;
    }

    private void rejectDuplicate(Object key) {
        if (!levels.getLast().keys.add(key)) {
            throw malformed("a key that this map had before");
        }
    }

    private void expect(CborType type) {
        CborType found = peek();
        if (found != type) {
            throw malformed("%s where %s must be".formatted(found, type));
        }
    }

    private int head() {
        if (position == input.length) {
            throw new InputException(InputException.Code.TRUNCATED, at("the end of the message, too early"));
        }
        return input[position] & 0xff;
    }

    private int next() {
        int head = head();
        position++;
        return head;
    }

    private InputException malformed(String what) {
        return new InputException(InputException.Code.MALFORMED, at(what));
    }

    private String at(String what) {
        return "CBOR, byte %d: %s".formatted(position, what);
    }
}
