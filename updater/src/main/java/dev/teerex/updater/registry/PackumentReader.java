package dev.teerex.updater.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.teerex.updater.UpdateException;
import dev.teerex.updater.UpdateException.Code;
import dev.teerex.updater.Version;
import dev.teerex.updater.registry.Release.Signature;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the full package document that a registry serves ("package metadata" in npm's registry documentation). The
 * abbreviated form has no publication times, so it cannot answer the question of age.
 */
final class PackumentReader {
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxStringLength(8 * 1024 * 1024)
                    .build())
            .build());

    private PackumentReader() {}

    static Packument read(String name, byte[] document) {
        JsonNode root;
        try {
            root = JSON.readTree(document);
        } catch (IOException e) {
            throw malformed(name, e.getClass().getSimpleName());
        }
        if (!root.isObject() || !root.path("name").asText().equals(name)) {
            throw malformed(name, "it is not the document of that package");
        }
        Map<Version, Release> releases = new HashMap<>();
        root.path("versions").properties().forEach(entry -> Version.of(entry.getKey())
                .ifPresent(version -> releases.put(
                        version,
                        release(
                                name,
                                version,
                                entry.getValue(),
                                root.path("time").path(entry.getKey())))));
        Set<Version> vanished = new HashSet<>();
        root.path("time").fieldNames().forEachRemaining(key -> Version.of(key)
                .filter(v -> !releases.containsKey(v))
                .ifPresent(vanished::add));
        return new Packument(name, tags(root.path("dist-tags")), releases, vanished);
    }

    private static Map<String, String> tags(JsonNode node) {
        Map<String, String> tags = new HashMap<>();
        node.properties().forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
        return tags;
    }

    private static Release release(String name, Version version, JsonNode manifest, JsonNode time) {
        JsonNode dist = manifest.path("dist");
        JsonNode repository = manifest.path("repository");
        List<Signature> signatures = new ArrayList<>();
        dist.path("signatures")
                .forEach(s -> signatures.add(
                        new Signature(s.path("keyid").asText(), s.path("sig").asText())));
        return new Release(
                name,
                version,
                text(dist.path("integrity")),
                text(dist.path("tarball")).flatMap(PackumentReader::uri),
                text(time).flatMap(PackumentReader::instant),
                deprecation(manifest.path("deprecated")),
                signatures,
                dist.path("attestations").isObject(),
                text(repository.isObject() ? repository.path("url") : repository));
    }

    /** Any text but the empty one, and {@code true}, mean deprecated: {@code npm deprecate} with an empty text takes it back. */
    private static Optional<String> deprecation(JsonNode node) {
        if (node.isBoolean()) {
            return node.asBoolean() ? Optional.of("deprecated") : Optional.empty();
        }
        return text(node);
    }

    private static Optional<String> text(JsonNode node) {
        return node.isTextual() && !node.asText().isEmpty() ? Optional.of(node.asText()) : Optional.empty();
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<URI> uri(String text) {
        try {
            return Optional.of(new URI(text));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static UpdateException malformed(String name, String why) {
        return new UpdateException(
                Code.REGISTRY_ANSWER,
                "the registry's document of " + name + " cannot be used: " + why
                        + "; check the registry address, or run again later");
    }
}
