package dev.teerex.server.enclave;

import dev.teerex.Bytes;
import dev.teerex.attestation.ProverList;
import dev.teerex.bb.BbBinary;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;

/**
 * The binaries that a server may run, in the one spelling whose digest it attests: for each a line {@code VERSION SHA256} and a
 * line feed, in ASCII, sorted by the bytes of the version. {@code GET /health} names all that it takes to write it again.
 */
public final class AllowList {
    private AllowList() {}

    /** Returns the list. */
    public static String canonical(List<BbBinary> binaries) {
        StringBuilder lines = new StringBuilder();
        binaries.stream()
                .sorted(Comparator.comparing(bb -> bb.version().text()))
                .forEach(bb -> lines.append(bb.version().text())
                        .append(' ')
                        .append(bb.sha256())
                        .append('\n'));
        return lines.toString();
    }

    /** Returns the list's digest, as documents state it. */
    public static ProverList digest(List<BbBinary> binaries) {
        return new ProverList(Bytes.of(canonical(binaries).getBytes(StandardCharsets.US_ASCII))
                .sha256());
    }
}
