package dev.teerex.eif.container;

import dev.teerex.eif.json.JsonValue;
import dev.teerex.eif.ramdisk.FileSlice;
import java.util.List;

/** Finds the image in what {@code docker save} wrote before it wrote OCI layouts. */
final class DockerArchive {
    private static final String MANIFEST = "manifest.json";

    private DockerArchive() {}

    static ImageSource find(Blobs blobs) {
        List<JsonValue> images =
                blobs.json(blobs.get(MANIFEST), MANIFEST).elements().orElse(List.of());
        if (images.size() != 1) {
            throw blobs.malformed("it has " + images.size() + " images, exactly one is needed: save that one alone");
        }
        JsonValue image = images.get(0);
        String configuration = image.get("Config")
                .flatMap(JsonValue::text)
                .orElseThrow(() -> blobs.malformed("its manifest has no Config"));
        List<FileSlice> layers = image
                .get("Layers")
                .flatMap(JsonValue::texts)
                .orElseThrow(() -> blobs.malformed("its manifest has no Layers"))
                .stream()
                .map(blobs::get)
                .toList();
        return new ImageSource(blobs.json(blobs.get(configuration), configuration), layers);
    }
}
