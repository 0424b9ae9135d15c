package dev.teerex.updater.registry;

import dev.teerex.updater.Version;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One version of one package, as the registry describes it.
 *
 * @param name the package
 * @param version its version
 * @param integrity the subresource integrity of its archive, {@code sha512-…}; empty when the registry gives none
 * @param tarball where its archive lies; empty when the registry gives no usable address
 * @param published when it was published; empty when the registry does not say
 * @param deprecated upstream's words when it is deprecated: not trusted, for humans only after cleaning
 * @param signatures the registry's signatures over name, version and integrity
 * @param attested whether the registry holds provenance attestations for it
 * @param repository where upstream says its source is; not trusted
 */
public record Release(
        String name,
        Version version,
        Optional<String> integrity,
        Optional<URI> tarball,
        Optional<Instant> published,
        Optional<String> deprecated,
        List<Signature> signatures,
        boolean attested,
        Optional<String> repository) {
    /** Copies the list. */
    public Release {
        signatures = List.copyOf(signatures);
    }

    /**
     * A signature by a key of the registry.
     *
     * @param keyid which key
     * @param sig the DER signature in base64
     */
    public record Signature(String keyid, String sig) {}
}
