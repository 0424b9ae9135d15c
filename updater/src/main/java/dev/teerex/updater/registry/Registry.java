package dev.teerex.updater.registry;

import dev.teerex.updater.Secret;
import dev.teerex.updater.UpdateException;
import dev.teerex.updater.UpdateException.Code;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * Where an npm registry is and how to be let in.
 *
 * @param base its address, ending with a slash
 * @param token the bearer token for exactly this address, if there is one
 * @param source what said so, for messages: "option", ".npmrc of the project", …
 */
public record Registry(URI base, Optional<Secret> token, String source) {
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
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if ((scheme.equals("http") || scheme.equals("https"))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null) {
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
