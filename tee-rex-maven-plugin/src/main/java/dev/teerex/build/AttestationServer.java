package dev.teerex.build;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.teerex.Bytes;
import dev.teerex.Printable;
import dev.teerex.download.DownloadException;
import dev.teerex.download.WebAnswer;
import dev.teerex.download.WebClient;
import dev.teerex.download.WebException;
import dev.teerex.download.WebRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A server that answers {@code GET /attestation}. Nothing that it says beside the document is believed. */
final class AttestationServer {
    /** The most bytes of an answer: the largest document in base64, and room for an armoured key beside it. */
    static final int MAX_ANSWER = 128 * 1024;

    private static final int MAX_DEPTH = 8;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_ANSWER)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final String address;
    private final Map<String, String> headers;

    /** Names a server; nothing is asked yet. */
    AttestationServer(RemoteServer server) {
        this.address = server.address().toString().replaceFirst("/+$", "");
        Map<String, String> all = new HashMap<>(server.headers());
        all.put("Accept", "application/json");
        this.headers = Map.copyOf(all);
    }

    /** Returns what reports call it: its address. */
    String name() {
        return address;
    }

    /**
     * Asks for a fresh document. A redirect is not followed: the answer is to be that of this server.
     *
     * @param limit how long the whole answer may take
     * @param nonce what the document is to carry, so that it cannot be an old one
     * @return the document in base64, not judged in any way
     * @throws DownloadException when there is no answer, or none of the expected form
     * @throws BuildException with {@link BuildException.Code#NO_DOCUMENT} when the answer has no document
     */
    byte[] document(WebClient client, Duration limit, Bytes nonce) {
        URI uri = URI.create(address + "/attestation?nonce=" + nonce.hex());
        try (JsonParser json = JSON.createParser(answer(client, limit, uri))) {
            return document(json);
        } catch (IOException e) {
            // The cause is dropped: it quotes the answer.
            throw new DownloadException(
                    DownloadException.Code.BAD_ANSWER, uri, "the answer is not the JSON of an attestation", null);
        }
    }

    private byte[] answer(WebClient client, Duration limit, URI uri) {
        try {
            WebAnswer answer = client.exchange(new WebRequest(uri, headers, null, limit, MAX_ANSWER));
            if (answer.status() == 200) {
                return answer.body();
            }
            throw refusal(answer.status(), uri);
        } catch (WebException e) {
            throw failure(e, uri);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DownloadException(DownloadException.Code.UNREACHABLE, uri, "interrupted while asking", e);
        }
    }

    private static DownloadException refusal(int status, URI uri) {
        String said = "the server answered HTTP " + status;
        return switch (status) {
            case 301, 302, 303, 307, 308 ->
                new DownloadException(
                        DownloadException.Code.BAD_ANSWER,
                        uri,
                        said + ", a redirect, which is not followed: name the server that answers itself"
                                + " (tee-rex.serverUrl)",
                        null);
            case 401, 403 ->
                new DownloadException(
                        DownloadException.Code.REFUSED,
                        uri,
                        said + "; give it the credentials that it wants (tee-rex.serverId)",
                        null);
            case 407 ->
                new DownloadException(
                        DownloadException.Code.REFUSED,
                        uri,
                        said + "; give the proxy the user that it wants (settings.xml)",
                        null);
            case 404, 410 ->
                new DownloadException(
                        DownloadException.Code.NOT_FOUND,
                        uri,
                        said + "; name a prover server, with its path if it has one (tee-rex.serverUrl)",
                        null);
            default ->
                new DownloadException(
                        DownloadException.Code.BAD_ANSWER, uri, said + "; try again later, or ask its operator", null);
        };
    }

    private static DownloadException failure(WebException e, URI uri) {
        return switch (e.kind()) {
            case OFFLINE ->
                new DownloadException(DownloadException.Code.OFFLINE, uri, "offline, so this is not asked", e);
            case UNSENDABLE ->
                new DownloadException(
                        DownloadException.Code.BAD_ADDRESS, uri, "the address or a header cannot be sent", null);
            case NOT_CONNECTED ->
                new DownloadException(
                        DownloadException.Code.UNREACHABLE,
                        uri,
                        "the server cannot be reached; check that it runs, its address (tee-rex.serverUrl) and the proxy",
                        e);
            case TIMED_OUT ->
                new DownloadException(
                        DownloadException.Code.UNREACHABLE, uri, "the answer took too long; try again later", e);
            case TOO_LARGE ->
                new DownloadException(
                        DownloadException.Code.BAD_ANSWER, uri, "it sent more than " + MAX_ANSWER + " bytes", e);
            case BROKEN, CLOSED ->
                new DownloadException(
                        DownloadException.Code.CUT, uri, "the connection broke before the answer's end; try again", e);
        };
    }

    // The public key that stands beside the document is signed by nobody, and skipped like everything unknown.
    private static byte[] document(JsonParser json) throws IOException {
        @Nullable String mode = null;
        @Nullable String document = null;
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new IOException("no object");
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "mode" -> mode = text(json);
                case "attestationDocument" -> document = text(json);
                default -> json.skipChildren();
            }
        }
        if (json.nextToken() != null) {
            throw new IOException("something behind the object");
        }
        if ("standard".equals(mode)) {
            throw noDocument("it says that it runs in mode \"standard\", outside any enclave");
        }
        if (document == null || document.isBlank()) {
            throw noDocument("in mode \"" + (mode == null ? "unknown" : Printable.of(mode)) + "\"");
        }
        return document.getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable String text(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw new IOException("no text");
        }
        return json.getText();
    }

    private static BuildException noDocument(String mode) {
        return new BuildException(
                BuildException.Code.NO_DOCUMENT,
                "the server shows no attestation document: " + mode + "; nothing is known of what would read a witness",
                null);
    }
}
