package dev.teerex.server.jobs;

import dev.teerex.attestation.ProverList;
import dev.teerex.bb.BbBinary;
import dev.teerex.server.ServerException;
import dev.teerex.server.ServerException.Code;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The binaries that are served. No other is ever used, and none stands in for another.
 *
 * @param binaries the binaries, one a version, the default first
 */
public record Provers(List<BbBinary> binaries) {
    private static final int SHOWN = 64;

    /** Makes the value; the list is copied and must not be empty. */
    public Provers {
        binaries = List.copyOf(binaries);
        if (binaries.isEmpty()) {
            throw new IllegalArgumentException("no binaries");
        }
    }

    /** Returns the versions, the default first. */
    public List<String> versions() {
        return binaries.stream().map(bb -> bb.version().text()).toList();
    }

    /** Returns the list of them, whose digest the server attests. {@code GET /health} names all that is in it. */
    public ProverList list() {
        return ProverList.of(
                binaries.stream().collect(Collectors.toMap(bb -> bb.version().text(), BbBinary::sha256)));
    }

    /**
     * Returns the binary of a version.
     *
     * @param version what the client asks for, whatever it is; null for the default
     * @throws ServerException with {@link Code#UNKNOWN_VERSION} when it is not served
     */
    public BbBinary of(@Nullable String version) {
        if (version == null) {
            return binaries.get(0);
        }
        return binaries.stream()
                .filter(bb -> bb.version().text().equals(version))
                .findFirst()
                .orElseThrow(() -> new ServerException(
                        Code.UNKNOWN_VERSION,
                        "version \"" + printable(version) + "\" is not served here; there is "
                                + String.join(", ", versions())));
    }

    private static String printable(String version) {
        String shown = version.length() > SHOWN ? version.substring(0, SHOWN) + "..." : version;
        return shown.replaceAll("[^ -~]", "?").replace('"', '\'');
    }
}
