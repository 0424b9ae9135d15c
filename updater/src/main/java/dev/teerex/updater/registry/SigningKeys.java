package dev.teerex.updater.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.teerex.updater.UpdateException;
import dev.teerex.updater.UpdateException.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The keys that a registry signs releases with ("ECDSA registry signatures" in npm's documentation): ECDSA on P-256 with
 * SHA-256 over {@code name@version:integrity}.
 */
public final class SigningKeys {
    /** The registry publishes no keys: nothing can be checked. */
    public static final SigningKeys NONE = new SigningKeys(Map.of());

    private static final ObjectMapper JSON = new ObjectMapper();

    private record Key(PublicKey key, Optional<Instant> expires) {}

    /** What a check of a release's signatures came to. */
    public enum Outcome {
        /** The release has no signature, or the registry publishes no keys. */
        ABSENT,
        /** Each signature there is holds. */
        GOOD,
        /** A signature does not hold, or is by a key that the registry does not publish. */
        BAD
    }

    private final Map<String, Key> keys;

    private SigningKeys(Map<String, Key> keys) {
        this.keys = keys;
    }

    static SigningKeys read(byte[] document) {
        Map<String, Key> keys = new HashMap<>();
        try {
            JsonNode published = JSON.readTree(document).path("keys");
            if (!published.isArray()) {
                // An answer by something else says nothing of what the registry publishes.
                throw new UpdateException(
                        Code.REGISTRY_ANSWER,
                        "what the registry answered for its signing keys has no list of them; check the registry address");
            }
            for (JsonNode key : published) {
                byte[] der = Base64.getDecoder().decode(key.path("key").asText());
                PublicKey publicKey = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der));
                Optional<Instant> expires = key.path("expires").isTextual()
                        ? Optional.of(OffsetDateTime.parse(key.path("expires").asText())
                                .toInstant())
                        : Optional.empty();
                keys.put(key.path("keyid").asText(), new Key(publicKey, expires));
            }
        } catch (IOException | GeneralSecurityException | IllegalArgumentException | DateTimeException e) {
            throw new UpdateException(
                    Code.REGISTRY_ANSWER, "the registry's signing keys cannot be read; check the registry address", e);
        }
        return new SigningKeys(Map.copyOf(keys));
    }

    /** Checks every signature of a release; each must hold. */
    public Outcome check(Release release) {
        if (keys.isEmpty() || release.signatures().isEmpty()) {
            return Outcome.ABSENT;
        }
        String integrity = release.integrity().orElse("");
        byte[] signed = (release.name() + "@" + release.version() + ":" + integrity).getBytes(StandardCharsets.UTF_8);
        boolean all = release.signatures().stream().allMatch(s -> holds(s, signed, release.published()));
        return all ? Outcome.GOOD : Outcome.BAD;
    }

    private boolean holds(Release.Signature signature, byte[] signed, Optional<Instant> published) {
        Key key = keys.get(signature.keyid());
        if (key == null) {
            return false;
        }
        // A key that has expired still speaks for what was published before.
        if (key.expires().isPresent()
                && published.map(p -> p.isAfter(key.expires().get())).orElse(true)) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance("SHA256withECDSA");
            verifier.initVerify(key.key());
            verifier.update(signed);
            return verifier.verify(Base64.getDecoder().decode(signature.sig()));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }
}
