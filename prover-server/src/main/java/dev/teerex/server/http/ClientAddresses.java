package dev.teerex.server.http;

import dev.teerex.server.ServerException;
import dev.teerex.server.ServerException.Code;
import dev.teerex.server.config.AddressRange;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;

/**
 * Whose request it is: the socket's address, unless that is a trusted proxy's, whose {@code X-Forwarded-For} is read from its
 * end. Anybody else who sends such a header is refused, so that nobody can speak for another. Stateless and thread-safe.
 */
final class ClientAddresses {
    static final List<String> CLAIMS = List.of("X-Forwarded-For", "Forwarded", "X-Real-IP");
    private static final int MAX_HOPS = 32;

    private final List<AddressRange> trusted;

    ClientAddresses(List<AddressRange> trusted) {
        this.trusted = trusted;
    }

    /**
     * Returns the client's address.
     *
     * @param socket who has sent the request
     * @param claims whether it has one of the {@link #CLAIMS}
     * @param forwardedFor the values of {@code X-Forwarded-For}, in their order
     * @throws ServerException with {@link Code#FORWARDED_HEADER} when a claim is not to be believed, or not understood
     */
    InetAddress of(InetAddress socket, boolean claims, List<String> forwardedFor) {
        if (!claims) {
            return socket;
        }
        if (!isTrusted(socket)) {
            throw new ServerException(
                    Code.FORWARDED_HEADER,
                    "a forwarded header is believed from configured proxies only; remove it, or configure the proxy"
                            + " (--trusted-proxies)");
        }
        List<String> hops = forwardedFor.stream()
                .flatMap(value -> List.of(value.split(",", -1)).stream())
                .map(String::strip)
                .toList();
        if (hops.size() > MAX_HOPS) {
            throw notUnderstood();
        }
        InetAddress client = socket;
        for (int i = hops.size() - 1; i >= 0 && isTrusted(client); i--) {
            client = AddressRange.address(hops.get(i)).orElseThrow(ClientAddresses::notUnderstood);
        }
        return client;
    }

    private static ServerException notUnderstood() {
        return new ServerException(Code.FORWARDED_HEADER, "X-Forwarded-For is not a list of addresses");
    }

    private boolean isTrusted(InetAddress address) {
        return trusted.stream().anyMatch(range -> range.contains(address));
    }

    /** Returns what a client is counted by: its address, and of an IPv6 address the network, as one client has all of it. */
    static String key(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4 ? address.getHostAddress() : HexFormat.of().formatHex(bytes, 0, 8);
    }
}
