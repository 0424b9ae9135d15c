package dev.teerex.msgpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.msgpack.MsgpackException.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;

/** Held against msgpack-core, an independent implementation. */
class MsgpackTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 31, 32, 255, 256, 65535, 65536, 70000})
    void whatIsWrittenInAnyWidthIsWhatOthersRead(int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        String text = "x".repeat(size);
        MsgpackWriter writer = new MsgpackWriter()
                .array(size)
                .map(size)
                .string(text)
                .binary(bytes)
                .reference(bytes)
                .unsigned(size)
                .bool(true)
                .bool(false);

        try (MessageUnpacker other = MessagePack.newDefaultUnpacker(joined(writer.finish()))) {
            assertThat(other.unpackArrayHeader()).isEqualTo(size);
            assertThat(other.unpackMapHeader()).isEqualTo(size);
            assertThat(other.unpackString()).isEqualTo(text);
            assertThat(other.readPayload(other.unpackBinaryHeader())).isEqualTo(bytes);
            assertThat(other.readPayload(other.unpackBinaryHeader())).isEqualTo(bytes);
            assertThat(other.unpackInt()).isEqualTo(size);
            assertThat(other.unpackBoolean()).isTrue();
            assertThat(other.unpackBoolean()).isFalse();
            assertThat(other.hasNext()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 31, 32, 255, 256, 65535, 65536, 70000})
    void whatOthersWriteInAnyWidthIsRead(int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        try (MessageBufferPacker other = MessagePack.newDefaultBufferPacker()) {
            other.packArrayHeader(size);
            other.packMapHeader(size);
            other.packString("y".repeat(size));
            other.packBinaryHeader(size).writePayload(bytes);
            other.packLong(size * 1_000_003L);
            other.packBoolean(true);
            MsgpackReader reader = reader(other.toByteArray());

            assertThat(reader.array(size)).isEqualTo(size);
            assertThat(reader.map(size)).isEqualTo(size);
            assertThat(reader.string(size)).isEqualTo("y".repeat(size));
            assertThat(reader.binary(size)).isEqualTo(bytes);
            assertThat(reader.unsigned(Long.MAX_VALUE)).isEqualTo(size * 1_000_003L);
            assertThat(reader.bool()).isTrue();
            assertThat(reader.atEnd()).isTrue();
            assertThat(reader.offset()).isEqualTo(other.toByteArray().length);
        }
    }

    @Test
    void anArrayThatIsReadEndsWhereItEndsAndIsWipedInTheEnd() throws IOException {
        byte[] secret = joined(new MsgpackWriter().string("secret").finish());
        byte[] cut = Arrays.copyOf(secret, secret.length - 1);
        try (MsgpackReader reader = new MsgpackReader(secret)) {
            assertThat(reader.string(6)).isEqualTo("secret");
            assertThat(reader.atEnd()).isTrue();
        }
        assertThat(secret).containsOnly(0);
        try (MsgpackReader reader = new MsgpackReader(cut)) {
            assertThatThrownBy(() -> reader.string(6))
                    .isInstanceOfSatisfying(
                            MsgpackException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TRUNCATED));
        }
    }

    @Test
    void everyTypeCanBePassedOver() throws IOException {
        try (MessageBufferPacker other = MessagePack.newDefaultBufferPacker()) {
            other.packNil().packBoolean(true).packFloat(1f).packDouble(2d).packString("s".repeat(300));
            for (long number : new long[] {1, -1, -100, 200, -200, 40_000, -40_000, 3_000_000_000L, Long.MIN_VALUE}) {
                other.packLong(number);
            }
            for (int size : new int[] {1, 2, 4, 8, 16, 20, 300, 70_000}) {
                other.packExtensionTypeHeader((byte) 5, size).writePayload(new byte[size]);
                other.packBinaryHeader(size).writePayload(new byte[size]);
            }
            other.packArrayHeader(20);
            for (int i = 0; i < 20; i++) {
                other.packMapHeader(1).packString("k").packInt(i);
            }
            other.packString("end");
            MsgpackReader reader = reader(other.toByteArray());
            for (int i = 0; i < 31; i++) {
                reader.skip();
            }

            assertThat(reader.string(3)).isEqualTo("end");
        }
    }

    @Test
    void everyTruncationIsNoticed() throws IOException {
        byte[] whole = joined(new MsgpackWriter()
                .array(3)
                .string("name")
                .binary(new byte[300])
                .unsigned(70_000)
                .finish());
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(whole, length);

            assertThatThrownBy(() -> {
                        MsgpackReader reader = reader(cut);
                        reader.array(3);
                        reader.string(4);
                        reader.binary(300);
                        reader.unsigned(70_000);
                    })
                    .isInstanceOfSatisfying(
                            MsgpackException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TRUNCATED));
            assertThatThrownBy(() -> reader(cut).skip()).isInstanceOf(MsgpackException.class);
        }
    }

    @Test
    void lengthsOverTheLimitAreRefusedBeforeAnythingIsAllocated() {
        byte[] hugeArray = {(byte) 0xdd, -1, -1, -1, -1};
        byte[] hugeMap = {(byte) 0xdf, -1, -1, -1, -1};
        byte[] hugeString = {(byte) 0xdb, -1, -1, -1, -1};
        byte[] hugeBinary = {(byte) 0xc6, 0x7f, -1, -1, -1};

        assertTooLarge(() -> reader(hugeArray).array(10));
        assertTooLarge(() -> reader(hugeMap).map(10));
        assertTooLarge(() -> reader(hugeString).string(10));
        assertTooLarge(() -> reader(hugeBinary).binary(10));
        assertTooLarge(
                () -> reader(new byte[] {(byte) 0xcf, -1, 0, 0, 0, 0, 0, 0, 0}).unsigned(Long.MAX_VALUE));
    }

    @Test
    void anotherTypeThanExpectedIsNamed() {
        byte[] nil = {(byte) 0xc0};

        assertMalformed(() -> reader(nil).array(1), "an array");
        assertMalformed(() -> reader(nil).map(1), "a map");
        assertMalformed(() -> reader(nil).string(1), "a string");
        assertMalformed(() -> reader(nil).binary(1), "a binary");
        assertMalformed(() -> reader(nil).bool(), "a boolean");
        assertMalformed(() -> reader(nil).unsigned(1), "an unsigned integer");
        assertMalformed(() -> reader(new byte[] {(byte) 0xc1}).skip(), "a value");
    }

    @Test
    void nestingIsBounded() {
        byte[] deep = new byte[1000];
        java.util.Arrays.fill(deep, (byte) 0x91);

        assertMalformed(() -> reader(deep).skip(), "nested deeper");
    }

    @Test
    void aBinaryOfAnotherSizeThanAFieldIsRefused() {
        assertMalformed(
                () -> reader(new byte[] {(byte) 0xc4, 2, 1, 1}).binaryInto(new byte[32], 0, 32),
                "2 bytes instead of 32");
    }

    private interface Read {
        Object run() throws IOException;
    }

    private interface Action {
        void run() throws IOException;
    }

    private static void assertTooLarge(Read read) {
        assertThatThrownBy(read::run).isInstanceOfSatisfying(MsgpackException.class, e -> assertThat(e.kind())
                .isEqualTo(Kind.TOO_LARGE));
    }

    private static void assertMalformed(Action read, String what) {
        assertThatThrownBy(read::run)
                .isInstanceOfSatisfying(
                        MsgpackException.class, e -> assertThat(e.kind()).isEqualTo(Kind.MALFORMED))
                .hasMessageContaining(what);
    }

    private static MsgpackReader reader(byte[] bytes) {
        return new MsgpackReader(new ByteArrayInputStream(bytes));
    }

    static byte[] joined(List<ByteBuffer> parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        parts.forEach(part -> out.write(part.array(), part.arrayOffset() + part.position(), part.remaining()));
        return out.toByteArray();
    }
}
