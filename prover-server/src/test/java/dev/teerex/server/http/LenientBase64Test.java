package dev.teerex.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.server.ServerException;
import dev.teerex.server.ServerException.Code;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LenientBase64Test {
    private static LenientBase64 of(String text) {
        return new LenientBase64(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String decoded(String text) throws IOException {
        return new String(of(text + '"').readAllBytes(), StandardCharsets.US_ASCII);
    }

    @Test
    void everyLengthComesOutAsItWasInBothAlphabetsPaddedOrNot() throws IOException {
        Random random = new Random(1);
        for (int length : new int[] {0, 1, 2, 3, 4, 5, 100, 3_071, 3_072, 3_073, 49_151, 49_152, 200_000}) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            for (Base64.Encoder encoder : new Base64.Encoder[] {
                Base64.getEncoder(),
                Base64.getUrlEncoder(),
                Base64.getEncoder().withoutPadding(),
                Base64.getMimeEncoder()
            }) {
                String text = encoder.encodeToString(bytes) + "\"rest";
                LenientBase64 base64 = of(text);
                assertThat(base64.readAllBytes()).as("%d bytes", length).isEqualTo(bytes);
                assertThat(base64.rest().readAllBytes()).asString().isEqualTo("rest");
                assertThat(base64.hadContent()).isEqualTo(length > 0);
            }
        }
    }

    @Test
    void itDoesNotMatterHowItIsReadOrComes() throws IOException {
        byte[] bytes = new byte[100_000];
        new Random(2).nextBytes(bytes);
        String text = Base64.getEncoder().encodeToString(bytes) + '"';
        for (int piece : new int[] {1, 2, 3, 1000, 70_000}) {
            InputStream trickle = new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)) {
                @Override
                public synchronized int read(byte[] target, int offset, int length) {
                    return super.read(target, offset, Math.min(length, piece));
                }
            };
            LenientBase64 base64 = new LenientBase64(trickle);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[piece];
            for (int count = base64.read(buffer, 0, piece); count >= 0; count = base64.read(buffer, 0, piece)) {
                out.write(buffer, 0, count);
            }
            assertThat(out.toByteArray()).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "aGVsbG8=, hello",
        "aGVsbG8, hello",
        "'aGVs bG8=', hello",
        "aGVs\\nbG8\\u003d, hello",
        "aGVsbG8=\\r\\n, hello",
        "\\u0061GVsbG8, hello"
    })
    void jsonsEscapesAreUndone(String text, String expected) throws IOException {
        assertThat(decoded(text)).isEqualTo(expected);
    }

    @Test
    void anEscapedSlashIsASlash() throws IOException {
        assertThat(of("\\/\\/\\/\\/\"").readAllBytes()).isEqualTo(new byte[] {-1, -1, -1});
        assertThat(of("\\u002b\\u002B++\"").readAllBytes())
                .isEqualTo(Base64.getDecoder().decode("++++"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "aGVsb", "aGVs%", "aG=V", "aGVs\\\"", "aGVs\\\\", "aGVs\\u0022", "aGVs\\u00e9", "é"})
    void whatIsNoBase64IsNotDecrypted(String text) {
        assertThatThrownBy(() -> decoded(text))
                .isInstanceOfSatisfying(
                        ServerException.class, e -> assertThat(e.reason()).isEqualTo(Code.UNDECRYPTABLE));
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "=", "\\n"})
    void whatStandsForNothingIsContentAllTheSame(String text) throws IOException {
        LenientBase64 base64 = of(text + '"');
        assertThat(base64.readAllBytes()).isEmpty();
        assertThat(base64.hadContent()).isTrue();
    }

    @Test
    void aStringThatDoesNotEndIsNotJson() {
        assertThatThrownBy(() -> of("aGVs").readAllBytes())
                .isInstanceOfSatisfying(
                        ServerException.class, e -> assertThat(e.reason()).isEqualTo(Code.MALFORMED_BODY));
    }
}
