package dev.teerex.eif.container;

import dev.teerex.Printable;
import dev.teerex.eif.Architecture;
import dev.teerex.eif.EifException;
import dev.teerex.eif.json.JsonValue;
import dev.teerex.eif.ramdisk.FileSlice;
import dev.teerex.eif.ramdisk.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A container image as one tree of files. Every layer is checked against the digest that the image's configuration has for
 * it. Owners and modes are the layers'; extended attributes, such as file capabilities, have no place in a ramdisk and are
 * dropped.
 *
 * <p>Layers that are packed are unpacked into temporary files that live until {@link #close}, for the tree refers to them.
 * Not thread-safe.
 */
public final class ContainerImage implements AutoCloseable {
    private final Unpacked unpacked;
    private final FileTree root;
    private final JsonValue configuration;

    private ContainerImage(Unpacked unpacked, FileTree root, JsonValue configuration) {
        this.unpacked = unpacked;
        this.root = root;
        this.configuration = configuration;
    }

    /**
     * Opens an image.
     *
     * @param source a folder with an OCI image layout, or a tar archive (gzip or not) with that or from
     *     {@code docker save}, with one image for the architecture
     * @param architecture what processor the image must be for
     * @param workFolder where temporary files may be made
     * @param limits what the image may take at most
     * @return the image; close it when the enclave image is written
     * @throws EifException if the image is malformed, damaged, larger than the limits, or uses what is not supported
     */
    public static ContainerImage open(Path source, Architecture architecture, Path workFolder, ContainerLimits limits) {
        Unpacked unpacked = new Unpacked(workFolder, limits.maxUnpackedBytes());
        boolean opened = false;
        try {
            Blobs blobs = blobs(source, unpacked);
            String wanted =
                    switch (architecture) {
                        case X86_64 -> "amd64";
                        case AARCH64 -> "arm64";
                    };
            ImageSource image = blobs.find(OciLayout.MARKER).isPresent()
                    ? new OciLayout(blobs, wanted).find()
                    : DockerArchive.find(blobs);
            requireFor(wanted, image, blobs);
            FileTree root = flatten(image, blobs, unpacked, limits);
            opened = true;
            return new ContainerImage(unpacked, root, image.configuration());
        } finally {
            if (!opened) {
                unpacked.close();
            }
        }
    }

    /** Refuses an image that says that it is for another processor; one that says nothing of it is for any. */
    private static void requireFor(String wanted, ImageSource image, Blobs blobs) {
        Optional<String> said = image.configuration().get("architecture").flatMap(JsonValue::text);
        if (said.isPresent() && !said.get().equals(wanted)) {
            throw blobs.malformed("it is for " + Printable.of(said.get()) + ", and one for " + wanted + " is needed");
        }
    }

    private static Blobs blobs(Path source, Unpacked unpacked) {
        if (Files.isDirectory(source)) {
            return Blobs.folder(source);
        }
        try {
            return Blobs.archive(source, unpacked.plain(FileSlice.whole(source, Files.size(source))));
        } catch (IOException e) {
            throw EifException.unreadable(source, e);
        }
    }

    private static FileTree flatten(ImageSource image, Blobs blobs, Unpacked unpacked, ContainerLimits limits) {
        List<String> digests = image.configuration()
                .get("rootfs")
                .flatMap(rootfs -> rootfs.get("diff_ids"))
                .flatMap(JsonValue::texts)
                .orElseThrow(() -> blobs.malformed("its configuration has no rootfs.diff_ids"));
        List<FileSlice> layers = image.layers();
        if (layers.size() != digests.size() || layers.size() > limits.maxLayers()) {
            throw blobs.malformed("it has " + layers.size() + " layers, its configuration says " + digests.size()
                    + ", and at most " + limits.maxLayers() + " are allowed");
        }
        FileTree root = new FileTree();
        for (int i = 0; i < layers.size(); i++) {
            FileSlice layer = unpacked.plain(layers.get(i));
            BlobDigest.require(layer, digests.get(i));
            Layer.apply(layer, root);
        }
        return root;
    }

    /** Returns what the container sees as its root. It can be read until this image is closed. */
    public FileTree root() {
        return root;
    }

    /**
     * Returns what nitro-cli would start: the image's {@code Cmd}, or its {@code Entrypoint} only if there is no
     * {@code Cmd}. Docker would start both, one after the other; name the command yourself if the image has both.
     */
    public List<String> command() {
        return list("Cmd").or(() -> list("Entrypoint")).orElse(List.of());
    }

    /** Returns the image's environment, {@code NAME=VALUE} each. */
    public List<String> environment() {
        return list("Env").orElse(List.of());
    }

    private Optional<List<String>> list(String name) {
        return configuration.get("config").flatMap(config -> config.get(name)).flatMap(JsonValue::texts);
    }

    /** Removes the temporary files. */
    @Override
    public void close() {
        unpacked.close();
    }
}
