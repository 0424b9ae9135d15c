package dev.teerex.server.http;

import dev.teerex.BlockInputStream;
import dev.teerex.server.ServerException;
import dev.teerex.server.ServerException.Code;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.Base64;

/**
 * The bytes that a JSON string of Base64 stands for, from behind its opening quote to its closing one: both alphabets of RFC
 * 4648, padded or not, white space passed over, JSON escapes undone. Not thread-safe.
 */
final class LenientBase64 extends BlockInputStream {
    private static final int BUFFER = 64 * 1024;
    private static final byte SPACE = -1;
    private static final byte PAD = -2;
    private static final byte QUOTE = -3;
    private static final byte ESCAPE = -4;
    private static final byte BAD = -5;
    private static final byte[] VALUES = values();
    private static final int BLOCK = 1024;
    private static final Base64.Decoder STRICT = Base64.getDecoder();

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int position;
    private int filled;
    private final byte[] spare = new byte[3];
    private int sparePosition;
    private int spareFilled;
    private int bits;
    private int sextets;
    private boolean padded;
    private boolean strict = true;
    private final byte[] block = new byte[BLOCK];
    private final byte[] decoded = new byte[BLOCK / 4 * 3];
    private boolean ended;
    private boolean some;

    /** Makes the stream; {@code in} is read ahead of the closing quote, and what is behind it is in {@link #rest}. */
    LenientBase64(InputStream in) {
        this.in = in;
    }

    private static byte[] values() {
        byte[] values = new byte[256];
        Arrays.fill(values, BAD);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        for (int i = 0; i < alphabet.length(); i++) {
            values[alphabet.charAt(i)] = (byte) i;
        }
        values['+'] = values['-'] = 62;
        values['/'] = values['_'] = 63;
        values[' '] = values['\n'] = values['\r'] = values['\t'] = SPACE;
        values['='] = PAD;
        values['"'] = QUOTE;
        values['\\'] = ESCAPE;
        return values;
    }

    @Override
    protected int readBlock(byte[] target, int offset, int length) throws IOException {
        int done = takeSpare(target, offset, length);
        while (done < length && !ended) {
            done += decodeBlocks(target, offset + done, length - done);
            done += decodeQuads(target, offset + done, length - done);
            if (done == length) {
                break;
            }
            oneByOne();
            done += takeSpare(target, offset + done, length - done);
        }
        return done == 0 ? -1 : done;
    }

    /** Decodes whole blocks with the JDK's decoder, which uses vector instructions, until one is not of its strict kind. */
    private int decodeBlocks(byte[] target, int offset, int length) {
        int done = 0;
        while (strict && sextets == 0 && !padded && filled - position >= BLOCK && length - done >= decoded.length) {
            System.arraycopy(buffer, position, block, 0, BLOCK);
            try {
                if (STRICT.decode(block, decoded) < decoded.length) {
                    // It has padding, which ends the data.
                    strict = false;
                    break;
                }
            } catch (IllegalArgumentException e) {
                strict = false;
                break;
            }
            System.arraycopy(decoded, 0, target, offset + done, decoded.length);
            position += BLOCK;
            done += decoded.length;
            some = true;
        }
        return done;
    }

    /** Decodes four characters at a time, as long as they are of the alphabet and in the buffer. */
    private int decodeQuads(byte[] target, int offset, int length) {
        if (sextets != 0 || padded) {
            return 0;
        }
        int at = position;
        int to = offset;
        int last = offset + length - 3;
        while (filled - at >= 4 && to <= last) {
            int a = VALUES[buffer[at] & 0xff];
            int b = VALUES[buffer[at + 1] & 0xff];
            int c = VALUES[buffer[at + 2] & 0xff];
            int d = VALUES[buffer[at + 3] & 0xff];
            if ((a | b | c | d) < 0) {
                break;
            }
            int three = a << 18 | b << 12 | c << 6 | d;
            target[to] = (byte) (three >> 16);
            target[to + 1] = (byte) (three >> 8);
            target[to + 2] = (byte) three;
            at += 4;
            to += 3;
        }
        position = at;
        some |= to > offset;
        return to - offset;
    }

    /** Takes one character in, with all that may be odd about it. */
    private void oneByOne() throws IOException {
        int value = VALUES[next()];
        if (value == BAD) {
            // Whether it is JSON is found out when the rest is passed over, which begins with this one.
            position--;
            throw undecryptable();
        }
        some |= value != QUOTE;
        if (value == ESCAPE) {
            value = meaning(escaped());
        }
        if (value >= 0) {
            if (padded) {
                throw undecryptable();
            }
            bits = bits << 6 | value;
            if (++sextets == 4) {
                spare(3);
            }
        } else if (value == PAD) {
            padded = true;
        } else if (value == QUOTE) {
            finish();
        }
    }

    /** Reads to the closing quote without decoding, and looks whether it is a string of JSON: RFC 8259, section 7. */
    void passOver() throws IOException {
        while (!ended) {
            int octet = next();
            ended = octet == '"';
            some |= !ended;
            if (octet == '\\') {
                escaped();
            } else if (octet >= 0x80) {
                passOverUtf8(octet);
            } else if (octet < ' ' && VALUES[octet] != SPACE) {
                throw notJson("");
            }
        }
    }

    /** Reads the rest of a character: RFC 3629, section 3. */
    private void passOverUtf8(int lead) throws IOException {
        int following = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
        int code = lead & (0x3f >> following);
        for (int i = 0; i < following; i++) {
            int octet = next();
            if ((octet & 0xc0) != 0x80) {
                throw notJson("");
            }
            code = code << 6 | (octet & 0x3f);
        }
        int least = following == 1 ? 0x80 : following == 2 ? 0x800 : 0x10000;
        boolean surrogate = code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE;
        if (lead < 0xc0 || lead > 0xf4 || code < least || code > Character.MAX_CODE_POINT || surrogate) {
            throw notJson("");
        }
    }

    /** Returns what follows a backslash stands for. */
    private int escaped() throws IOException {
        int letter = next();
        return switch (letter) {
            case '"', '\\', '/' -> letter;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                int code = 0;
                for (int i = 0; i < 4; i++) {
                    int digit = Character.digit(next(), 16);
                    if (digit < 0) {
                        throw notJson("");
                    }
                    code = code << 4 | digit;
                }
                yield code;
            }
            default -> throw notJson("");
        };
    }

    /** Returns what an escaped character is in Base64: never an end, nor another escape. */
    private static int meaning(int code) {
        int value = code < 128 ? VALUES[code] : BAD;
        if (value == BAD || value == QUOTE || value == ESCAPE) {
            throw undecryptable();
        }
        return value;
    }

    private void finish() {
        ended = true;
        if (sextets == 1) {
            throw undecryptable();
        }
        if (sextets > 1) {
            int bytes = sextets - 1;
            bits <<= 6 * (4 - sextets);
            spare(bytes);
        }
    }

    private void spare(int count) {
        spare[0] = (byte) (bits >> 16);
        spare[1] = (byte) (bits >> 8);
        spare[2] = (byte) bits;
        sparePosition = 0;
        spareFilled = count;
        bits = 0;
        sextets = 0;
    }

    private int takeSpare(byte[] target, int offset, int length) {
        int count = Math.min(length, spareFilled - sparePosition);
        System.arraycopy(spare, sparePosition, target, offset, count);
        sparePosition += count;
        return count;
    }

    private int next() throws IOException {
        if (position == filled) {
            position = 0;
            filled = Math.max(0, in.read(buffer, 0, buffer.length));
            if (filled == 0) {
                throw notJson(": it ends within a string");
            }
        }
        return buffer[position++] & 0xff;
    }

    private static ServerException notJson(String why) {
        return new ServerException(Code.MALFORMED_BODY, "the body is not JSON" + why);
    }

    private static ServerException undecryptable() {
        return new ServerException(Code.UNDECRYPTABLE, "the message is not Base64");
    }

    /** Returns whether there was anything between the quotes. */
    boolean hadContent() {
        return some;
    }

    /** Returns what follows the closing quote, once this stream is at its end. */
    InputStream rest() {
        return new SequenceInputStream(new ByteArrayInputStream(buffer, position, filled - position), in);
    }
}
