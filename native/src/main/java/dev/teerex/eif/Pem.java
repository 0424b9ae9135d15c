package dev.teerex.eif;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** The textual encoding of keys and certificates (RFC 7468). */
final class Pem {
    private static final int LINE = 64;

    private Pem() {}

    static byte[] encode(byte[] der, String label) {
        String body = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(der);
        return ("-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns the first block of that label; works on bytes, so that a key leaves no string behind. */
    static Optional<byte[]> decode(byte[] pem, String label) {
        byte[] begin = ("-----BEGIN " + label + "-----").getBytes(StandardCharsets.US_ASCII);
        byte[] end = ("-----END " + label + "-----").getBytes(StandardCharsets.US_ASCII);
        int start = indexOf(pem, begin, 0);
        int stop = start < 0 ? -1 : indexOf(pem, end, start + begin.length);
        if (stop < 0) {
            return Optional.empty();
        }
        byte[] body = withoutLineBreaks(pem, start + begin.length, stop);
        try {
            return Optional.of(Base64.getDecoder().decode(body));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        } finally {
            Arrays.fill(body, (byte) 0);
        }
    }

    private static byte[] withoutLineBreaks(byte[] text, int from, int to) {
        byte[] body = new byte[to - from];
        int length = 0;
        for (int i = from; i < to; i++) {
            if (text[i] != '\n' && text[i] != '\r') {
                body[length++] = text[i];
            }
        }
        byte[] exact = Arrays.copyOf(body, length);
        Arrays.fill(body, (byte) 0);
        return exact;
    }

    private static int indexOf(byte[] text, byte[] wanted, int from) {
        for (int i = from; i <= text.length - wanted.length; i++) {
            if (Arrays.equals(text, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }
}
