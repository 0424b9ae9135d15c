package dev.teerex.server.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The addresses whose first bits are those of one address.
 *
 * @param network that address
 * @param bits how many bits count
 */
public record AddressRange(InetAddress network, int bits) {
    // Literals only: a name would be looked up, and could change its mind.
    private static final Pattern LITERAL = Pattern.compile("[0-9a-fA-F:.]+");

    /** Returns the range that {@code 10.0.0.0/8}, {@code ::1} or {@code 192.0.2.7} names, or nothing. */
    public static Optional<AddressRange> of(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        Optional<InetAddress> network = address(address);
        if (network.isEmpty()) {
            return Optional.empty();
        }
        int all = network.get().getAddress().length * Byte.SIZE;
        String bits = slash < 0 ? Integer.toString(all) : text.substring(slash + 1);
        return bits.matches("\\d{1,3}") && Integer.parseInt(bits) <= all
                ? Optional.of(new AddressRange(network.get(), Integer.parseInt(bits)))
                : Optional.empty();
    }

    /** Returns the address that a literal names, or nothing; no name is ever looked up. */
    public static Optional<InetAddress> address(String literal) {
        // Without a dot or a colon a number would do, and three parts would be an address to the JDK.
        boolean ipv4 = literal.matches("\\d{1,3}(\\.\\d{1,3}){3}");
        if (!LITERAL.matcher(literal).matches() || !(ipv4 || literal.contains(":"))) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(literal));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Returns whether an address is one of these. */
    public boolean contains(InetAddress address) {
        byte[] mine = network.getAddress();
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >>> bit % Byte.SIZE;
            if (((mine[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
