package dev.teerex.npm;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where {@code .npmrc} files have credentials, and for what. The value itself is read, and its environment variables
 * looked up, only when a request needs it.
 *
 * @param place {@code //host[:port]/path/}: addresses that begin so get the credential
 * @param files the files to read it from, the stronger one first
 */
record NpmCredential(String place, List<Npmrc> files) {
    private static final List<String> KINDS = List.of(":_authToken", ":_auth", ":_password");

    /** Finds the places that files have credentials for; the longest place comes first. */
    static List<NpmCredential> in(List<Npmrc> files) {
        return files.stream()
                .flatMap(file -> file.keys().stream())
                .flatMap(NpmCredential::place)
                .distinct()
                .sorted((a, b) -> Integer.compare(b.length(), a.length()))
                .map(place -> new NpmCredential(place, files))
                .toList();
    }

    private static Stream<String> place(String key) {
        return KINDS.stream()
                .filter(kind -> key.startsWith("//") && key.endsWith(kind))
                .map(kind -> key.substring(0, key.length() - kind.length()));
    }

    /** Returns whether an address, written {@code //host[:port]/path}, gets this credential. */
    boolean isFor(String address) {
        return address.startsWith(place.endsWith("/") ? place : place + "/");
    }

    /** Returns the value of the {@code Authorization} header. */
    Optional<String> authorization() {
        return value(":_authToken")
                .map(token -> "Bearer " + token)
                .or(() -> value(":_auth").map(basic -> "Basic " + basic))
                .or(this::userAndPassword);
    }

    private Optional<String> userAndPassword() {
        return value(":username").flatMap(user -> value(":_password")
                .flatMap(NpmCredential::decoded)
                .map(password -> {
                    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
                    return "Basic " + Base64.getEncoder().encodeToString(pair);
                }));
    }

    /** A password that is not base64, as npm writes it, is none. */
    private static Optional<String> decoded(String password) {
        try {
            return Optional.of(new String(Base64.getDecoder().decode(password), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private Optional<String> value(String kind) {
        return files.stream().flatMap(file -> file.value(place + kind).stream()).findFirst();
    }
}
