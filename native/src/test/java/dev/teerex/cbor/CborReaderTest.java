package dev.teerex.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.teerex.InputException;
import dev.teerex.InputException.Code;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CborReaderTest {
    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "00, 0",
        "17, 23",
        "1818, 24",
        "18ff, 255",
        "190100, 256",
        "1a00010000, 65536",
        "1b0000000100000000, 4294967296",
        "1bffffffffffffffff, -1"
    })
    void unsignedNumbersHaveTheShortestHead(String hex, long value) {
        CborReader reader = reader(hex);
        assertThat(reader.unsigned()).isEqualTo(value);
        reader.end();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1817", "1900ff", "1a0000ffff", "1b00000000ffffffff", "5800", "7800", "9800", "b800", "d812"})
    void headsThatAreLongerThanNeededAreRejected(String hex) {
        assertRejected(hex, Code.MALFORMED, CborReaderTest::readAll);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "18",
                "1901",
                "42aa",
                "6261",
                "8201",
                "a101",
                "9f01",
                "bf01",
                "5b7fffffffffffffff",
                "bb8000000000000000"
            })
    void inputThatEndsTooEarlyIsRejected(String hex) {
        assertRejected(hex, Code.TRUNCATED, CborReaderTest::readAll);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1c", "1f", "5f41aaff", "7f6161ff", "3f", "df"})
    void reservedAndIndefiniteLengthsOfAnythingButContainersAreRejected(String hex) {
        assertRejected(hex, Code.MALFORMED, CborReaderTest::readAll);
    }

    @ParameterizedTest
    @ValueSource(strings = {"f7", "f8ff", "f90000", "fa00000000", "fb0000000000000000", "e0", "ff"})
    void floatsAndOtherSimpleValuesAreOfNoUse(String hex) {
        assertThat(reader(hex).peek()).isEqualTo(CborType.OTHER);
        assertRejected(hex, Code.MALFORMED, CborReader::unsigned);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a26161016161 02", "bf6161016161 02ff"})
    void aTextKeyThatIsTwiceThereIsRejected(String hex) {
        assertRejected(hex.replace(" ", ""), Code.MALFORMED, reader -> {
            reader.beginMap();
            while (reader.hasNext()) {
                reader.textKey();
                reader.unsigned();
            }
        });
    }

    @Test
    void aNumberKeyThatIsTwiceThereIsRejected() {
        assertRejected("a201000100", Code.MALFORMED, reader -> {
            reader.beginMap();
            while (reader.hasNext()) {
                reader.unsignedKey();
                reader.unsigned();
            }
        });
    }

    @Test
    void theSameKeyInAnotherMapIsNoDuplicate() {
        CborReader reader = reader("a16161a161611818");
        reader.beginMap();
        assertThat(reader.hasNext()).isTrue();
        assertThat(reader.textKey()).isEqualTo("a");
        reader.beginMap();
        assertThat(reader.hasNext()).isTrue();
        assertThat(reader.textKey()).isEqualTo("a");
        assertThat(reader.unsigned()).isEqualTo(24);
        assertThat(reader.hasNext()).isFalse();
        assertThat(reader.hasNext()).isFalse();
        reader.end();
    }

    @ParameterizedTest
    @ValueSource(strings = {"82 01 02", "9f 01 02 ff"})
    void arraysOfDefiniteAndIndefiniteLengthAreRead(String hex) {
        CborReader reader = reader(hex.replace(" ", ""));
        assertThat(reader.beginArray()).isIn(2, CborReader.INDEFINITE);
        assertThat(reader.hasNext()).isTrue();
        assertThat(reader.unsigned()).isEqualTo(1);
        assertThat(reader.hasNext()).isTrue();
        assertThat(reader.unsigned()).isEqualTo(2);
        assertThat(reader.hasNext()).isFalse();
        reader.end();
    }

    @Test
    void fourLevelsAreReadAndFiveAreRejected() {
        readAll(reader("8181818100"));
        assertRejected("818181818100", Code.MALFORMED, CborReaderTest::readAll);
        assertRejected("9f9f9f9f9f00ffffffffff", Code.MALFORMED, CborReaderTest::readAll);
    }

    @ParameterizedTest
    @ValueSource(strings = {"61ff", "62c080", "63eda080"})
    void textThatIsNotUtf8IsRejected(String hex) {
        assertRejected(hex, Code.MALFORMED, CborReader::text);
    }

    @Test
    void bytesAfterTheMessageAreRejected() {
        CborReader reader = reader("0000");
        assertThat(reader.unsigned()).isZero();
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(reader::end)
                .withMessageContaining("byte 1: 1 bytes after the end");
    }

    @Test
    void theOtherTypesAreRead() {
        CborReader reader = reader("d2f6426869626869");
        assertThat(reader.tag()).isEqualTo(18);
        assertThat(reader.skipNull()).isTrue();
        assertThat(reader.skipNull()).isFalse();
        assertThat(reader.bytes()).asString().isEqualTo("hi");
        assertThat(reader.text()).isEqualTo("hi");
        reader.end();
    }

    @Test
    void anotherTypeThanAskedForIsRejected() {
        assertRejected("00", Code.MALFORMED, CborReader::bytes);
        assertRejected("40", Code.MALFORMED, CborReader::text);
        assertRejected("60", Code.MALFORMED, CborReader::bytes);
        assertRejected("20", Code.MALFORMED, CborReader::unsigned);
        assertRejected("80", Code.MALFORMED, CborReader::beginMap);
        assertRejected("a0", Code.MALFORMED, CborReader::beginArray);
        assertRejected("9f", Code.MALFORMED, CborReader::beginMap);
    }

    @Test
    void whatTheWriterWritesIsReadBack() {
        byte[] written = new CborWriter()
                .map(2)
                .text("k")
                .bytes(new byte[300])
                .text("n")
                .indefiniteMap()
                .text("big")
                .unsigned(Long.MAX_VALUE)
                .endIndefinite()
                .toByteArray();
        CborReader reader = new CborReader(written);
        assertThat(reader.beginMap()).isEqualTo(2);
        assertThat(reader.hasNext()).isTrue();
        assertThat(reader.textKey()).isEqualTo("k");
        assertThat(reader.bytes()).hasSize(300);
        assertThat(reader.hasNext()).isTrue();
        assertThat(reader.textKey()).isEqualTo("n");
        assertThat(reader.beginMap()).isEqualTo(CborReader.INDEFINITE);
        assertThat(reader.hasNext()).isTrue();
        assertThat(reader.textKey()).isEqualTo("big");
        assertThat(reader.unsigned()).isEqualTo(Long.MAX_VALUE);
        assertThat(reader.hasNext()).isFalse();
        assertThat(reader.hasNext()).isFalse();
        reader.end();
    }

    private static void assertRejected(String hex, Code reason, Consumer<CborReader> read) {
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> read.accept(reader(hex)))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private static CborReader reader(String hex) {
        return new CborReader(HexFormat.of().parseHex(hex));
    }

    /** Reads whatever item comes next, with all that is in it. */
    private static void readAll(CborReader reader) {
        switch (reader.peek()) {
            case BYTES -> reader.bytes();
            case TEXT -> reader.text();
            case NULL -> reader.skipNull();
            case TAG -> {
                reader.tag();
                readAll(reader);
            }
            case ARRAY -> {
                reader.beginArray();
                while (reader.hasNext()) {
                    readAll(reader);
                }
            }
            case MAP -> {
                reader.beginMap();
                while (reader.hasNext()) {
                    readAll(reader);
                    readAll(reader);
                }
            }
            case UNSIGNED, NEGATIVE, OTHER -> reader.unsigned();
        }
    }
}
