package dev.teerex.server.http;

import dev.teerex.Ticker;
import dev.teerex.openpgp.Decryption;
import dev.teerex.openpgp.OpenPgpException;
import dev.teerex.openpgp.RecipientKeyPair;
import dev.teerex.server.ServerException;
import dev.teerex.server.ServerException.Code;
import dev.teerex.server.config.IntakeConfig;
import dev.teerex.server.jobs.Payload;
import dev.teerex.server.jobs.PayloadMemory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Receives encrypted messages: so many at once, none too large or too slow, decrypted on the way into bounded memory. Thread-safe. */
final class Intake {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final IntakeConfig config;
    private final PayloadMemory memory;
    private final RecipientKeyPair keyPair;
    private final BooleanSupplier stopping;
    private final Ticker ticker;
    private final Uploads uploads;

    Intake(
            IntakeConfig config,
            PayloadMemory memory,
            RecipientKeyPair keyPair,
            BooleanSupplier stopping,
            Ticker ticker) {
        this.config = config;
        this.memory = memory;
        this.keyPair = keyPair;
        this.stopping = stopping;
        this.ticker = ticker;
        this.uploads = new Uploads(config.maxUploads());
    }

    /**
     * What came.
     *
     * @param payload the decrypted payload; close it
     * @param decryption how long decrypting took, without waiting for the client
     */
    record Received(Payload payload, Duration decryption) {}

    /** How a message stands in a body. */
    @FunctionalInterface
    interface Encoding {
        InputStream decode(InputStream body) throws IOException;
    }

    /** Returns how many bodies are being received. */
    int uploads() {
        return uploads.count();
    }

    /**
     * Receives a body to its end.
     *
     * @throws ServerException when it is refused
     */
    Received receive(Exchange exchange, Encoding encoding) throws IOException {
        if (exchange.announcedLength() > config.maxBody()) {
            throw BodyStream.tooLarge(config.maxBody());
        }
        if (!uploads.begin(exchange.client())) {
            throw ServerException.tryAgain(
                    Code.TOO_MANY_UPLOADS, "as many requests are being received as may; try again later", RETRY_AFTER);
        }
        try {
            BodyStream body =
                    new BodyStream(exchange.body(), config.maxBody(), config.minUploadRate(), stopping, ticker);
            long begin = ticker.nanos();
            Payload payload = decrypt(exchange.client(), encoding.decode(body), body);
            return new Received(
                    payload, Duration.ofNanos(ticker.nanos() - begin).minus(body.waited()));
        } finally {
            uploads.end(exchange.client());
        }
    }

    private Payload decrypt(String client, InputStream message, InputStream body) throws IOException {
        try (InputStream plaintext = Decryption.decrypt(message, keyPair, config.maxBody())) {
            return Payload.readAll(memory, client, plaintext);
        } catch (OpenPgpException e) {
            passOver(message, body);
            if (e.reason() == OpenPgpException.Code.WRONG_KEY) {
                throw new ServerException(
                        Code.WRONG_KEY,
                        "the message is encrypted to another key; fetch this server's key again (GET /attestation) and"
                                + " encrypt to that",
                        e);
            }
            throw new ServerException(Code.UNDECRYPTABLE, "the message cannot be decrypted", e);
        } catch (ServerException e) {
            if (e.reason() == Code.UNDECRYPTABLE) {
                passOver(message, body);
            }
            throw e;
        }
    }

    /** Looks at the rest of a body that is bad already: that it is too large, or not JSON, goes before that. */
    private static void passOver(InputStream message, InputStream body) throws IOException {
        if (message instanceof JsonMessage json) {
            json.passOver();
        } else {
            body.transferTo(OutputStream.nullOutputStream());
        }
    }
}
