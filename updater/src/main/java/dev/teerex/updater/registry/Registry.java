package dev.teerex.updater.registry;

import dev.teerex.updater.Secret;
import dev.teerex.updater.UpdateException;
import dev.teerex.updater.UpdateException.Code;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Where an npm registry is and how to be let in.
 *
 * @param base its address, ending with a slash
 * @param token the bearer token for exactly this address, if there is one
 * @param source what said so, for messages: "option", ".npmrc of the project", …
 */
public record Registry(URI base, Optional<Secret> token, String source) {
    /**
     * Returns the token if a request may take it along.
     *
     * @param target what is asked for, as it is sent: dots in a path are resolved in it, whatever they were written as
     * @return empty for another origin, and outside the path that the token is for, where a shared host has other owners
     */
    Optional<Secret> tokenFor(HttpUrl target) {
        @Nullable HttpUrl own = HttpUrl.get(base);
        boolean within = own != null
                && target.scheme().equals(own.scheme())
                && target.host().equals(own.host())
                && target.port() == own.port()
                && target.encodedPath().startsWith(own.encodedPath())
                // A server may take an encoded slash for one, and dots before it for the folder above.
                && target.pathSegments().stream().noneMatch(segment -> segment.contains(".."));
        return within ? token : Optional.empty();
    }

    /**
     * Checks an address.
     *
     * @param text the address
     * @param token the token for it
     * @param source what said so
     * @throws UpdateException with {@code BAD_CONFIGURATION} when it is not an http or https address, or holds a user
     */
    static Registry of(String text, Optional<Secret> token, String source) {
        try {
            URI uri = new URI(text.endsWith("/") ? text : text + "/");
            if (HttpUrl.get(uri) != null && uri.getHost() != null && uri.getUserInfo() == null) {
                return new Registry(uri, token, source);
            }
        } catch (URISyntaxException e) {
            // Falls through to the one message: the text is not repeated, it may hold a password.
        }
        throw new UpdateException(
                Code.BAD_CONFIGURATION,
                "the npm registry given by the " + source + " is not an http(s) address without user and password; "
                        + "put credentials in .npmrc as //host/:_authToken=${VARIABLE}");
    }
}
