package dev.teerex.build;

import dev.teerex.InputException;
import dev.teerex.download.DownloadException;
import dev.teerex.download.HttpSettings;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A server that a goal asks.
 *
 * @param address its address
 * @param headers request headers for it, such as credentials
 */
public record RemoteServer(URI address, Map<String, String> headers) {
    private static final int MAX_PORT = 65_535;

    // Literals only, and the one name that never leaves the machine: what a name stands for, a network may decide.
    private static final Pattern THIS_MACHINE =
            Pattern.compile("localhost|\\[::1]|127(\\.\\d{1,3}){3}", Pattern.CASE_INSENSITIVE);

    /**
     * Makes the value; the headers are copied.
     *
     * @throws InputException with {@link InputException.Code#BAD_OPTION} when the address is not
     *     {@code http(s)://host[:port][/path]}
     */
    public RemoteServer {
        boolean web = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
        if (!web
                || address.getHost() == null
                || address.getPort() == 0
                || address.getPort() > MAX_PORT
                || address.getRawUserInfo() != null
                || address.getRawQuery() != null
                || address.getRawFragment() != null) {
            // The value stays out: people put passwords into addresses.
            throw new InputException(
                    InputException.Code.BAD_OPTION,
                    "tee-rex.serverUrl must be http:// or https:// with a host, and may have a port (1 to 65535)"
                            + " and a path; nothing else");
        }
        headers = Map.copyOf(headers);
    }

    /**
     * Returns how to reach it: one on this machine directly, offline too. A proxy would read its credentials, and look for
     * the server on its own machine.
     *
     * @param instead what to do where it cannot be asked, for a person
     * @throws DownloadException with {@link DownloadException.Code#OFFLINE} when Maven is offline and it is elsewhere
     */
    HttpSettings reach(HttpSettings settings, String instead) {
        if (isOnThisMachine()) {
            return new HttpSettings(false, List.of(), settings.connectTimeout(), settings.idleTimeout());
        }
        if (!settings.offline()) {
            return settings;
        }
        throw DownloadException.offline("offline (-o): the server at " + address
                + " is not asked, as it is not on this machine; build without -o, or " + instead);
    }

    /** Warns where its credentials can be read on the way to it. */
    void warnOfReaders(BuildLog log) {
        if (!headers.isEmpty() && isReadableOnTheWay()) {
            log.warn(address + " is not https: whoever is on the way to it can read the credentials that each request"
                    + " carries (tee-rex.serverId)");
        }
    }

    boolean isReadableOnTheWay() {
        return "http".equals(address.getScheme()) && !isOnThisMachine();
    }

    private boolean isOnThisMachine() {
        return THIS_MACHINE.matcher(address.getHost()).matches();
    }

    /** Returns the address, without the headers, which may hold credentials. */
    @Override
    public String toString() {
        return address.toString();
    }
}
