package dev.teerex.eif.container;

import dev.teerex.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Makes container images in both layouts, with layers that commons-compress writes. */
public final class TestImage {
    final List<byte[]> layers = new ArrayList<>();
    String config = "{\"Cmd\":[\"/app\"],\"Entrypoint\":[\"/entry\"],\"Env\":[\"A=1\"]}";
    String architecture = "amd64";
    Packing packing = TestImage::gzip;

    /** How layers of an OCI layout are packed. */
    @FunctionalInterface
    interface Packing {
        byte[] pack(byte[] layer) throws IOException;
    }

    /** A layer under construction. */
    public static final class Layer {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8");

        public Layer() {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        }

        Layer gnuLongNames() {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
            return this;
        }

        public Layer file(String name, int mode, String content) {
            TarArchiveEntry entry = new TarArchiveEntry(name, true);
            entry.setMode(mode);
            entry.setIds(1000, 100);
            return add(entry, content);
        }

        public Layer folder(String name, int mode) {
            TarArchiveEntry entry = new TarArchiveEntry(name + "/", true);
            entry.setMode(mode);
            return add(entry, "");
        }

        public Layer link(String name, String target, boolean hard) {
            TarArchiveEntry entry =
                    new TarArchiveEntry(name, hard ? TarConstants.LF_LINK : TarConstants.LF_SYMLINK, true);
            entry.setLinkName(target);
            return add(entry, "");
        }

        Layer special(String name, byte type) {
            return add(new TarArchiveEntry(name, type, true), "");
        }

        private Layer add(TarArchiveEntry entry, String content) {
            byte[] data = content.getBytes(StandardCharsets.UTF_8);
            entry.setSize(data.length);
            try {
                tar.putArchiveEntry(entry);
                tar.write(data);
                tar.closeArchiveEntry();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            return this;
        }

        byte[] toBytes() throws IOException {
            tar.close();
            return bytes.toByteArray();
        }
    }

    public TestImage with(Layer layer) throws IOException {
        layers.add(layer.toBytes());
        return this;
    }

    /** The files of an OCI layout; the layers are packed. */
    public Map<String, byte[]> oci() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("oci-layout", utf8("{\"imageLayoutVersion\":\"1.0.0\"}"));
        String configuration = blob(files, configuration());
        List<String> descriptors = new ArrayList<>();
        for (byte[] layer : layers) {
            descriptors.add(blob(files, packing.pack(layer)));
        }
        String manifest = blob(
                files, utf8("{\"config\":" + configuration + ",\"layers\":[" + String.join(",", descriptors) + "]}"));
        String platform = ",\"platform\":{\"os\":\"linux\",\"architecture\":\"" + architecture + "\"}}";
        files.put(
                "index.json",
                utf8("{\"manifests\":[" + manifest.substring(0, manifest.length() - 1) + platform + "]}"));
        return files;
    }

    /** The files of what older versions of docker save wrote; the layers are not packed. */
    public Map<String, byte[]> docker() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("config.json", configuration());
        List<String> names = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            names.add("\"l" + i + "/layer.tar\"");
            files.put("l" + i + "/layer.tar", layers.get(i));
        }
        files.put(
                "manifest.json",
                utf8("[{\"Config\":\"config.json\",\"RepoTags\":null,\"Layers\":[" + String.join(",", names) + "]}]"));
        return files;
    }

    public static Path folder(Path folder, Map<String, byte[]> files) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
        return folder;
    }

    public static byte[] archive(Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
                entry.setSize(file.getValue().length);
                tar.putArchiveEntry(entry);
                tar.write(file.getValue());
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }

    private byte[] configuration() {
        List<String> digests =
                layers.stream().map(layer -> "\"sha256:" + hex(layer) + "\"").toList();
        return utf8("{\"architecture\":\"" + architecture + "\",\"config\":" + config + ",\"rootfs\":{\"diff_ids\":["
                + String.join(",", digests) + "]}}");
    }

    private static String blob(Map<String, byte[]> files, byte[] bytes) {
        files.put("blobs/sha256/" + hex(bytes), bytes);
        return "{\"digest\":\"sha256:" + hex(bytes) + "\",\"size\":" + bytes.length + "}";
    }

    private static String hex(byte[] bytes) {
        return Sha256.hex(bytes);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
