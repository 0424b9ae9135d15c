package dev.teerex.updater.git;

import dev.teerex.updater.Secret;
import dev.teerex.updater.UpdateException;
import dev.teerex.updater.UpdateException.Code;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * A git remote and how to be let in.
 *
 * @param remote its address: https, or file, or http on this machine
 * @param token the token, given as password for the user {@code x-access-token}
 */
public record GitAccess(URI remote, Optional<Secret> token) {
    /** Refuses addresses that would send the token in clear, that hold a password, or that cannot be connected to. */
    public GitAccess {
        String scheme = Objects.requireNonNullElse(remote.getScheme(), "").toLowerCase(Locale.ROOT);
        boolean safe = scheme.equals("https")
                || scheme.equals("file")
                || (scheme.equals("http") && isLoopback(remote.getHost()));
        if (!safe || remote.getUserInfo() != null || remote.getPort() > 65_535) {
            throw new UpdateException(
                    Code.BAD_CONFIGURATION,
                    "the git address is not https, holds a user, or a port above 65535; give https://host/owner/name, and "
                            + "the token by variable");
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return host != null && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
