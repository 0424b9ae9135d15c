package dev.teerex.updater.rig;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** An npm registry on this machine, which a test fills. One for all tests of a JVM; each test has packages of its own. */
public abstract class LocalRegistry {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger SCOPES = new AtomicInteger();

    /** Returns its address. */
    public abstract URI url();

    /** Returns a prefix for the package names of one test. */
    public String prefix() {
        return "@aztec/t" + ProcessHandle.current().pid() + "x" + SCOPES.incrementAndGet() + "-";
    }

    /** Publishes a version under a tag, long enough ago for every cool-down. */
    public void publish(String name, String version, String tag) {
        publish(name, version, tag, Map.of("package/index.js", name.getBytes(StandardCharsets.UTF_8)));
        published(name, version, Instant.parse("2026-01-01T00:00:00Z"));
    }

    /** Publishes a version as npm does, with one PUT. */
    public void publish(String name, String version, String tag, Map<String, byte[]> files) {
        byte[] tgz = tarball(files);
        String file = name.substring(name.indexOf('/') + 1) + "-" + version + ".tgz";
        ObjectNode manifest = JSON.createObjectNode().put("name", name).put("version", version);
        manifest.putObject("repository").put("url", "git+https://github.com/AztecProtocol/aztec-packages.git");
        manifest.putObject("dist")
                .put("integrity", "sha512-" + Base64.getEncoder().encodeToString(digest("SHA-512", tgz)))
                .put("shasum", hex("SHA-1", tgz))
                .put("tarball", url() + name + "/-/" + file);
        ObjectNode root = JSON.createObjectNode().put("_id", name).put("name", name);
        root.putObject("dist-tags").put(tag, version);
        root.putObject("versions").set(version, manifest);
        root.putObject("_attachments")
                .putObject(file)
                .put("content_type", "application/octet-stream")
                .put("data", Base64.getEncoder().encodeToString(tgz))
                .put("length", tgz.length);
        put(name, root);
    }

    /** Takes a package document with one version, as npm sends it, into what is there of the package. */
    abstract void put(String name, ObjectNode document);

    /** Points a tag at a version. */
    public abstract void tag(String name, String version, String tag);

    /** Takes a tag away. */
    public abstract void untag(String name, String tag);

    /** Deprecates a version as npm does. */
    public abstract void deprecate(String name, String version, String message);

    /** Takes a version back as npm does. */
    public abstract void unpublish(String name, String version);

    /** Sets when a version was published. */
    public void published(String name, String version, Instant time) {
        edit(name, root -> ((ObjectNode) root.path("time")).put(version, time.toString()));
    }

    /** Removes when a version was published. */
    public void forgetPublished(String name, String version) {
        edit(name, root -> ((ObjectNode) root.path("time")).remove(version));
    }

    /** Changes a version's integrity, as a registry does that was broken into. */
    public void integrity(String name, String version, @Nullable String integrity) {
        edit(name, root -> {
            ObjectNode dist = (ObjectNode) root.path("versions").path(version).path("dist");
            if (integrity == null) {
                dist.remove("integrity");
            } else {
                dist.put("integrity", integrity);
            }
        });
    }

    /** Signs a version as a registry does, over name, version and integrity. */
    public void sign(String name, String version, String keyid, PrivateKey key) {
        edit(name, root -> {
            ObjectNode dist = (ObjectNode) root.path("versions").path(version).path("dist");
            String signed = name + "@" + version + ":" + dist.path("integrity").asText();
            try {
                Signature signer = Signature.getInstance("SHA256withECDSA");
                signer.initSign(key);
                signer.update(signed.getBytes(StandardCharsets.UTF_8));
                dist.putArray("signatures")
                        .addObject()
                        .put("keyid", keyid)
                        .put("sig", Base64.getEncoder().encodeToString(signer.sign()));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** Changes what the registry has of a package. */
    abstract void edit(String name, Consumer<ObjectNode> change);

    /** Returns a package archive with these files. */
    public static byte[] tarball(Map<String, byte[]> files) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                byte[] header = new byte[512];
                put(header, 0, file.getKey());
                put(header, 100, "0000755");
                put(header, 124, String.format("%011o", file.getValue().length));
                header[156] = '0';
                put(header, 257, "ustar");
                out.write(header);
                out.write(file.getValue());
                out.write(new byte[(512 - file.getValue().length % 512) % 512]);
            }
            out.write(new byte[1024]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    static String hex(String algorithm, byte[] bytes) {
        return HexFormat.of().formatHex(digest(algorithm, bytes));
    }

    private static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
