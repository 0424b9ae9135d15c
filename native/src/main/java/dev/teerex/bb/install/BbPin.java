package dev.teerex.bb.install;

import dev.teerex.bb.BbVersion;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a version of {@code bb} must be.
 *
 * @param version the version
 * @param integrity the npm archive's hash
 * @param sha256 the binary's SHA-256 for each platform that is known
 * @param reports what exactly the {@code bb} of that hash prints as its version, or null: then a version of the same
 *     release
 */
record BbPin(
        BbVersion version,
        Integrity integrity,
        Map<BbPlatform, String> sha256,
        @Nullable String reports) {

    BbPin {
        sha256 = Map.copyOf(sha256);
    }

    Optional<String> sha256For(BbPlatform platform) {
        return Optional.ofNullable(sha256.get(platform));
    }

    /** Returns what a {@code bb} of another hash must print to pass for this version. */
    String reported() {
        return reports == null ? version.text() : reports;
    }
}
