package dev.teerex.bb;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

/** Makes private execution steps in the format of Aztec's wallets, right or wrong in one place. */
public final class TestInputs {
    /** The fields of one step, to be changed by a test. */
    public static Map<String, Object> step(String name) {
        Map<String, Object> step = new LinkedHashMap<>();
        step.put("bytecode", gzip(bytecode(name)));
        step.put("witness", gzip(witness(name)));
        step.put("vk", key(16));
        step.put("functionName", name);
        return step;
    }

    public static byte[] bytecode(String name) {
        return ("\u0003bytecode of " + name).repeat(500).getBytes(StandardCharsets.UTF_8);
    }

    public static byte[] witness(String name) {
        return ("\u0003witness of " + name).repeat(700).getBytes(StandardCharsets.UTF_8);
    }

    public static byte[] key(int logSize) {
        byte[] key = new byte[4064];
        Arrays.fill(key, 32, key.length, (byte) 7);
        key[31] = (byte) logSize;
        return key;
    }

    public static byte[] inputs(String... names) {
        List<Map<String, Object>> steps = new ArrayList<>();
        for (String name : names) {
            steps.add(step(name));
        }
        return pack(steps);
    }

    public static byte[] pack(Object value) {
        try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
            pack(packer, value);
            return packer.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pack(MessageBufferPacker packer, Object value) throws IOException {
        if (value instanceof List<?> list) {
            packer.packArrayHeader(list.size());
            for (Object element : list) {
                pack(packer, element);
            }
        } else if (value instanceof Map<?, ?> map) {
            packer.packMapHeader(map.size());
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                pack(packer, entry.getKey());
                pack(packer, entry.getValue());
            }
        } else if (value instanceof byte[] bytes) {
            packer.packBinaryHeader(bytes.length).writePayload(bytes);
        } else if (value instanceof String text) {
            packer.packString(text);
        } else if (value instanceof Boolean flag) {
            packer.packBoolean(flag);
        } else if (value instanceof Integer number) {
            packer.packInt(number);
        } else {
            throw new IllegalArgumentException(value.toString());
        }
    }

    public static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private TestInputs() {}
}
