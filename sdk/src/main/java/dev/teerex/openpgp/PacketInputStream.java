package dev.teerex.openpgp;

import static dev.teerex.openpgp.OpenPgpException.Code.MALFORMED;
import static dev.teerex.openpgp.OpenPgpException.Code.UNSUPPORTED_PROFILE;

import dev.teerex.BlockInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The body of one packet: RFC 9580, section 4.2. It never reads behind the packet.
 *
 * <p>Not BouncyCastle's reader, because that answers a packet that breaks the rules, one that ends too early and a
 * source that cannot be read all with the same {@link IOException}; and because the profile allows less than it accepts.
 */
final class PacketInputStream extends BlockInputStream {
    /** RFC 9580 asks for this of the first part only; parts of a few bytes would cost the reader far more than the sender. */
    private static final int MIN_PART = 512;

    private final InputStream source;
    private final String name;
    private final OpenPgpException.Code cut;
    private boolean partial;
    private long remaining;

    private PacketInputStream(InputStream source, String name, OpenPgpException.Code cut) {
        this.source = source;
        this.name = name;
        this.cut = cut;
    }

    /**
     * Reads the header of a packet.
     *
     * @param source where the packet begins
     * @param tag the packet type that has to be there
     * @param name what messages call the packet
     * @param cut the reason to give when the packet ends too early
     */
    static PacketInputStream open(InputStream source, int tag, String name, OpenPgpException.Code cut)
            throws IOException {
        PacketInputStream packet = new PacketInputStream(source, name, cut);
        int header = packet.octet();
        if ((header & 0x80) == 0) {
            throw new OpenPgpException(
                    MALFORMED, "no packet where the " + name + " should begin: not a binary message");
        }
        if (header != (0xC0 | tag)) {
            throw new OpenPgpException(
                    UNSUPPORTED_PROFILE,
                    "a packet with header " + header + " where the " + name + " should begin (" + (0xC0 | tag) + ")");
        }
        packet.readLength();
        return packet;
    }

    /** Returns how many bytes of the packet are known to follow: all of them, if its length is definite. */
    long remaining() {
        return remaining;
    }

    @Override
    protected int readBlock(byte[] bytes, int offset, int length) throws IOException {
        while (remaining == 0) {
            if (!partial) {
                return -1;
            }
            readLength();
        }
        int read = source.read(bytes, offset, (int) Math.min(length, remaining));
        if (read < 0) {
            throw ended();
        }
        remaining -= read;
        return read;
    }

    /** Returns exactly so many bytes of the body. */
    byte[] readFully(int length) throws IOException {
        byte[] bytes = readNBytes(length);
        if (bytes.length < length) {
            throw new OpenPgpException(MALFORMED, "the " + name + " is shorter than its fields");
        }
        return bytes;
    }

    private void readLength() throws IOException {
        int first = octet();
        partial = first >= 224 && first < 255;
        if (first < 192) {
            remaining = first;
        } else if (first < 224) {
            remaining = ((first - 192L) << 8) + octet() + 192;
        } else if (partial) {
            remaining = 1L << (first & 0x1F);
            if (remaining < MIN_PART) {
                throw new OpenPgpException(
                        UNSUPPORTED_PROFILE, "the " + name + " comes in parts of less than " + MIN_PART + " bytes");
            }
        } else {
            remaining = (long) octet() << 24 | octet() << 16 | octet() << 8 | octet();
        }
    }

    private int octet() throws IOException {
        int octet = source.read();
        if (octet < 0) {
            throw ended();
        }
        return octet;
    }

    private OpenPgpException ended() {
        return new OpenPgpException(cut, "the " + name + " ends too early: encrypt and send the message again");
    }
}
