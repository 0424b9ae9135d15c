package dev.teerex.updater.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Package documents on disk with the ETag that the registry gave them (RFC 9110 section 8.8.3), so that an unchanged one
 * costs an empty answer. A file is the ETag, a line feed, and the document; it is replaced in one move.
 */
final class PackumentCache {
    private static final int LONGEST_ETAG = 1024;

    private final Path folder;

    PackumentCache(Path folder) {
        this.folder = folder;
    }

    @SuppressWarnings("ArrayRecordComponent") // carried from the file to the parser, never compared
    record Entry(String etag, byte[] document) {}

    /** Returns what is kept for an address; an unreadable file counts as nothing kept. */
    Optional<Entry> get(String url) {
        try {
            byte[] all = Files.readAllBytes(file(url));
            for (int i = 0; i < Math.min(all.length, LONGEST_ETAG); i++) {
                if (all[i] == '\n') {
                    String etag = new String(all, 0, i, StandardCharsets.US_ASCII);
                    return isETag(etag)
                            ? Optional.of(new Entry(etag, Arrays.copyOfRange(all, i + 1, all.length)))
                            : Optional.empty();
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    void put(String url, String etag, byte[] document) {
        if (!isETag(etag)) {
            return;
        }
        try {
            Files.createDirectories(folder);
            Path temporary = Files.createTempFile(folder, "packument", ".tmp");
            try {
                try (var out = Files.newOutputStream(temporary)) {
                    out.write((etag + "\n").getBytes(StandardCharsets.US_ASCII));
                    out.write(document);
                }
                move(temporary, file(url));
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            // What is not kept is asked for again.
        }
    }

    private static boolean isETag(String etag) {
        return etag.length() < LONGEST_ETAG && etag.matches("[\\x21-\\x7e]+");
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private Path file(String url) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(url.getBytes(StandardCharsets.UTF_8));
            return folder.resolve(HexFormat.of().formatHex(digest) + ".packument");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
