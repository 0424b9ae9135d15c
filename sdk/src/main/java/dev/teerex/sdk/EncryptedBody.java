package dev.teerex.sdk;

import dev.teerex.download.WebBody;
import dev.teerex.openpgp.Encryption;
import dev.teerex.openpgp.RecipientKey;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A message that is encrypted while it is sent. For one request. */
final class EncryptedBody implements WebBody {
    private static final byte[] JSON_BEGIN = "{\"data\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] JSON_END = "\"}".getBytes(StandardCharsets.US_ASCII);
    private static final long REPORT_EVERY = 256 * 1024;

    private final PlaintextMessage message;
    private final RecipientKey recipient;
    private final SecureRandom random;
    private final Contract contract;
    private final Consumer<Phase> listener;
    private final long plaintext;
    private @Nullable List<LocalProof.Input> written;
    private volatile @Nullable List<LocalProof.Input> sent;

    EncryptedBody(
            PlaintextMessage message,
            RecipientKey recipient,
            SecureRandom random,
            Contract contract,
            Consumer<Phase> listener) {
        this.message = message;
        this.recipient = recipient;
        this.random = random;
        this.contract = contract;
        this.listener = listener;
        this.plaintext = message.length();
    }

    /** Returns the digests of what was sent; nothing as long as a part of it was not. */
    Optional<List<LocalProof.Input>> sent() {
        return Optional.ofNullable(sent);
    }

    @Override
    public String mediaType() {
        return contract == Contract.V1 ? "application/octet-stream" : "application/json";
    }

    @Override
    public long length() {
        long binary = Encryption.messageLength(plaintext);
        return contract == Contract.V1 ? binary : JSON_BEGIN.length + (binary + 2) / 3 * 4 + JSON_END.length;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        listener.accept(new Phase.Encrypt(plaintext));
        Progress progress = new Progress(out, length());
        if (contract == Contract.V1) {
            encrypt(progress);
        } else {
            progress.write(JSON_BEGIN);
            // Closing it writes the last characters.
            try (OutputStream base64 = Base64.getEncoder().wrap(progress)) {
                encrypt(base64);
            }
            progress.write(JSON_END);
        }
        progress.end();
        sent = written;
        listener.accept(new Phase.Queued());
    }

    private void encrypt(OutputStream out) throws IOException {
        Encryption.encrypt(out, recipient, random, plaintext, in -> written = message.writeTo(in));
    }

    /** Tells how much has been written. Closing it does nothing. */
    private final class Progress extends FilterOutputStream {
        private final long total;
        private long written;
        private long told;

        Progress(OutputStream out, long total) {
            super(out);
            this.total = total;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            count(1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            count(length);
        }

        private void count(int length) {
            written += length;
            if (written - told >= REPORT_EVERY) {
                tell();
            }
        }

        void end() throws IOException {
            out.flush();
            tell();
        }

        private void tell() {
            told = written;
            listener.accept(new Phase.Transmit(written, total));
        }

        @Override
        public void close() {}
    }
}
