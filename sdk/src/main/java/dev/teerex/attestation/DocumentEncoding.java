package dev.teerex.attestation;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Reads documents as people keep them: as they are, in base64 of either alphabet, or in hexadecimal digits, told apart by content. A document
 * begins with a byte that is no ASCII, so no text is taken for a binary; text of hex digits only is taken for hex, which
 * base64 of a document never is.
 */
final class DocumentEncoding {
    /** The most bytes of text: hex of the largest document, and as much again for line ends. */
    static final int MAX_TEXT = 4 * AttestationDocument.MAX_SIZE;

    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]+");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]+={0,2}");
    private static final Pattern BASE64_URL = Pattern.compile("[A-Za-z0-9_-]+={0,2}");
    private static final Pattern WHITESPACE = Pattern.compile("[ \t\r\n]+");

    private DocumentEncoding() {}

    /**
     * Returns the document that {@code content} holds; what is neither hex nor base64 is taken as it is.
     *
     * @throws AttestationException when it is larger than any document
     */
    static byte[] decode(byte[] content) {
        AttestationException.require(
                content.length <= MAX_TEXT,
                AttestationException.Code.TOO_LARGE,
                () -> "more than %d bytes hold no document, in any encoding".formatted(MAX_TEXT));
        String text = WHITESPACE
                .matcher(new String(content, StandardCharsets.ISO_8859_1))
                .replaceAll("");
        if (HEX.matcher(text).matches() && text.length() % 2 == 0) {
            return HexFormat.of().parseHex(text);
        }
        if (BASE64.matcher(text).matches() && text.length() % 4 == 0) {
            return Base64.getDecoder().decode(text);
        }
        // RFC 4648, section 5: written for addresses, and mostly without its padding.
        if (BASE64_URL.matcher(text).matches()
                && (text.endsWith("=") ? text.length() % 4 == 0 : text.length() % 4 != 1)) {
            return Base64.getUrlDecoder().decode(text);
        }
        return content;
    }
}
