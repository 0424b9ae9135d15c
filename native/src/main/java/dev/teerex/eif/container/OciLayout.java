package dev.teerex.eif.container;

import dev.teerex.eif.json.JsonValue;
import dev.teerex.eif.ramdisk.FileSlice;
import java.util.List;

/** Finds an image in an OCI image layout (OCI image specification, "Image Layout"). */
final class OciLayout {
    static final String MARKER = "oci-layout";
    private static final int MAX_INDEX_DEPTH = 3;
    private static final String SHA256 = "sha256:";

    private final Blobs blobs;
    private final String architecture;

    /**
     * Makes a finder.
     *
     * @param blobs the layout's files
     * @param architecture what the image must be for, as images name it
     */
    OciLayout(Blobs blobs, String architecture) {
        this.blobs = blobs;
        this.architecture = architecture;
    }

    ImageSource find() {
        JsonValue index = blobs.json(blobs.get("index.json"), "index.json");
        for (int depth = 0; depth < MAX_INDEX_DEPTH; depth++) {
            JsonValue chosen = json(choose(index));
            if (chosen.get("manifests").isEmpty()) {
                JsonValue configuration =
                        json(chosen.get("config").orElseThrow(() -> blobs.malformed("a manifest has no config")));
                List<FileSlice> layers =
                        elements(chosen, "layers").stream().map(this::blob).toList();
                return new ImageSource(configuration, layers);
            }
            index = chosen;
        }
        throw blobs.malformed("its indexes are nested too deeply");
    }

    /** The only image for the architecture; one that says nothing of its platform is for any. */
    private JsonValue choose(JsonValue index) {
        List<JsonValue> fitting = elements(index, "manifests").stream()
                .filter(manifest -> manifest.get("platform")
                        .map(platform -> text(platform, "architecture").equals(architecture)
                                && text(platform, "os").equals("linux"))
                        .orElse(true))
                .toList();
        if (fitting.size() != 1) {
            throw blobs.malformed("it has " + fitting.size() + " images for linux/" + architecture
                    + ", exactly one is needed: export that one alone");
        }
        return fitting.get(0);
    }

    private JsonValue json(JsonValue descriptor) {
        return blobs.json(blob(descriptor), text(descriptor, "digest"));
    }

    private FileSlice blob(JsonValue descriptor) {
        String digest = text(descriptor, "digest");
        if (!digest.startsWith(SHA256)) {
            throw blobs.malformed("a digest is not one of SHA-256");
        }
        FileSlice blob = blobs.get("blobs/sha256/" + digest.substring(SHA256.length()));
        BlobDigest.require(blob, digest);
        return blob;
    }

    private List<JsonValue> elements(JsonValue json, String name) {
        return json.get(name).flatMap(JsonValue::elements).orElseThrow(() -> blobs.malformed("it has no " + name));
    }

    private String text(JsonValue json, String name) {
        return json.get(name).flatMap(JsonValue::text).orElseThrow(() -> blobs.malformed("it has no " + name));
    }
}
