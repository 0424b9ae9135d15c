package dev.teerex.server.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which web pages may call. What older clients see is the same for every answer of the older routes. */
final class CrossOrigin {
    private final List<String> origins;

    /** Makes the value; no origins means any for the older routes, and none for the others. */
    CrossOrigin(List<String> origins) {
        this.origins = origins;
    }

    Map<String, String> headers(boolean older, Optional<String> origin) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (origins.isEmpty() && !older) {
            return headers;
        }
        if (origins.isEmpty()) {
            headers.put("Access-Control-Allow-Origin", "*");
        } else {
            headers.put("Vary", "Origin");
            if (origin.filter(origins::contains).isEmpty()) {
                return headers;
            }
            headers.put("Access-Control-Allow-Origin", origin.get());
        }
        headers.put("Access-Control-Allow-Methods", "GET, POST, OPTIONS");
        headers.put("Access-Control-Allow-Headers", "Content-Type, X-Request-Id, X-Aztec-Version");
        headers.put(
                "Access-Control-Expose-Headers",
                "X-Request-Id, X-Prove-Duration-Ms, X-Decrypt-Duration-Ms, X-Download-Duration-Ms, X-Upload-Duration-Ms");
        return headers;
    }
}
