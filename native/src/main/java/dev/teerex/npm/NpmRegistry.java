package dev.teerex.npm;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.teerex.InputException;
import dev.teerex.download.Download;
import dev.teerex.download.DownloadException;
import dev.teerex.download.DownloadException.Code;
import dev.teerex.download.Downloader;
import dev.teerex.download.Origin;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** An npm registry, or a mirror of one, with the credentials for it. Immutable; its text form holds no secret. */
public final class NpmRegistry {
    /** The form that npm itself asks for: all that an installation needs and a tenth of the size. */
    private static final String ABBREVIATED = "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8";

    private static final long PACKUMENT_LIMIT = 64L * 1024 * 1024;

    private final URI address;
    private final String source;
    private final List<NpmCredential> credentials;
    private final Map<String, String> headers;

    NpmRegistry(String address, String source, List<NpmCredential> credentials, Map<String, String> headers) {
        this.address = checked(address, source);
        this.source = source;
        this.credentials = credentials;
        this.headers = headers;
    }

    private static URI checked(String address, String source) {
        try {
            URI uri =
                    URI.create(address.endsWith("/") ? address : address + "/").normalize();
            if (isWeb(uri) && uri.getQuery() == null && uri.getRawUserInfo() == null) {
                return uri;
            }
        } catch (IllegalArgumentException notAnAddress) {
            // Said below, without the address, which may hold a password.
        }
        throw new InputException(
                InputException.Code.BAD_OPTION,
                "the npm registry that " + source + " names is not an http or https address without query and user;"
                        + " credentials belong into .npmrc (//host/path/:_authToken=...) or settings.xml");
    }

    /** Returns the address, with a slash at its end. */
    public URI address() {
        return address;
    }

    /** Returns what named this registry, in a few words for a person. */
    public String source() {
        return source;
    }

    /**
     * Looks up where the archive of a version lies. Asks for the package's whole document, as npm does: not every mirror
     * answers for a single version.
     *
     * @param downloader how the registry is reached
     * @param packageName such as {@code @aztec/bb.js}
     * @param version the exact version
     * @return the archive's place
     * @throws DownloadException {@link Code#NOT_FOUND} when there is no such package or version, {@link Code#BAD_ANSWER}
     *     when the answer is no such document, and as {@link Downloader#open(URI, Map)} says
     */
    public NpmTarball tarball(Downloader downloader, String packageName, String version) {
        URI document = address.resolve(packageName.replace("/", "%2f"));
        Map<String, String> request = new LinkedHashMap<>(headersFor(document));
        request.put("Accept", ABBREVIATED);
        try (Download answer = downloader.open(document, request);
                JsonParser json = new JsonFactory().createParser(answer.bodyUpTo(PACKUMENT_LIMIT))) {
            if (json.nextToken() != JsonToken.START_OBJECT || !enter(json, "versions")) {
                throw bad(document, "it lists no versions");
            }
            if (!enter(json, version)) {
                throw new DownloadException(
                        Code.NOT_FOUND, document, packageName + " " + version + " is not in this registry", null);
            }
            if (!enter(json, "dist")) {
                throw bad(document, "it names no archive");
            }
            return dist(json, document);
        } catch (IOException notJson) {
            // The cause is dropped: a parser quotes what it read.
            throw bad(document, "it is not JSON");
        }
    }

    private NpmTarball dist(JsonParser json, URI document) throws IOException {
        @Nullable String tarball = null;
        @Nullable String integrity = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (value == JsonToken.VALUE_STRING && name.equals("tarball")) {
                tarball = json.getText();
            } else if (value == JsonToken.VALUE_STRING && name.equals("integrity")) {
                integrity = json.getText();
            }
            json.skipChildren();
        }
        if (tarball == null) {
            throw bad(document, "it names no archive");
        }
        try {
            URI archive = document.resolve(tarball);
            if (isWeb(archive)) {
                return new NpmTarball(archive, Optional.ofNullable(integrity));
            }
        } catch (IllegalArgumentException notAnAddress) {
            // Said below.
        }
        throw bad(document, "the archive's address is not one of the web");
    }

    private static boolean isWeb(URI uri) {
        return uri.getHost() != null
                && ("https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme()));
    }

    private static DownloadException bad(URI document, String what) {
        return new DownloadException(Code.BAD_ANSWER, document, "no npm package document came, " + what, null);
    }

    /** Goes forward, within the object that the parser is in, into the object of this name. */
    private static boolean enter(JsonParser json, String name) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean found = json.currentName().equals(name);
            JsonToken value = json.nextToken();
            if (found) {
                return value == JsonToken.START_OBJECT;
            }
            json.skipChildren();
        }
        return false;
    }

    /**
     * Returns the headers that carry this registry's credentials to an address, and none to an address elsewhere: on
     * another origin, or outside the path that the credentials are for.
     */
    public Map<String, String> headersFor(URI target) {
        if (!isWeb(target) || !Origin.of(target).equals(Origin.of(address))) {
            return Map.of();
        }
        // As it is sent: dots in a path are resolved in it, whatever they were written as.
        @Nullable HttpUrl sent = HttpUrl.get(target);
        // A server may take an encoded slash for one, and dots before it for the folder above.
        if (sent == null || sent.pathSegments().stream().anyMatch(segment -> segment.contains(".."))) {
            return Map.of();
        }
        if (!headers.isEmpty()) {
            @Nullable HttpUrl own = HttpUrl.get(address);
            return own != null && sent.encodedPath().startsWith(own.encodedPath()) ? headers : Map.of();
        }
        String place = "//" + Origin.of(target).authority() + sent.encodedPath();
        return credentials.stream()
                .filter(credential -> credential.isFor(place))
                .flatMap(credential -> credential.authorization().stream())
                .findFirst()
                .map(authorization -> Map.of("Authorization", authorization))
                .orElse(Map.of());
    }

    @Override
    public String toString() {
        return address + " (from " + source + ")";
    }
}
