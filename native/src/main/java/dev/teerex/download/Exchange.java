package dev.teerex.download;

import dev.teerex.download.WebException.Kind;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.EventListener;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/** One request on its way: how far it came, and its answer. Written by a thread of the client's, read by the one that waits. */
final class Exchange extends EventListener implements Callback {
    private final WebRequest request;
    private final CompletableFuture<WebAnswer> answer = new CompletableFuture<>();
    private volatile boolean connected;
    private volatile boolean bodyBegun;
    private volatile @Nullable String retryAfter;
    private volatile @Nullable RuntimeException bodyFailure;

    Exchange(WebRequest request) {
        this.request = request;
    }

    Future<WebAnswer> answer() {
        return answer;
    }

    boolean connected() {
        return connected;
    }

    boolean bodyBegun() {
        return bodyBegun;
    }

    /** Returns what the body's writer threw, if it did. */
    @Nullable
    RuntimeException bodyFailure() {
        return bodyFailure;
    }

    void keepRetryAfter(@Nullable String value) {
        retryAfter = value;
    }

    @Override
    public void requestHeadersStart(Call call) {
        connected = true;
    }

    @Override
    public void onFailure(Call call, IOException failure) {
        answer.completeExceptionally(failure);
    }

    @Override
    public void onResponse(Call call, Response response) {
        try (response) {
            byte[] body = response.body().byteStream().readNBytes(request.maxAnswer() + 1);
            if (body.length > request.maxAnswer()) {
                answer.completeExceptionally(new WebException(Kind.TOO_LARGE, bodyBegun, null));
                return;
            }
            Map<String, String> headers = new TreeMap<>();
            @Nullable String after = retryAfter;
            if (after != null) {
                headers.put(WebAnswer.RETRY_AFTER, after);
            }
            response.headers().forEach(header -> headers.put(header.getFirst(), header.getSecond()));
            answer.complete(new WebAnswer(response.code(), headers, body));
        } catch (IOException e) {
            answer.completeExceptionally(e);
        }
    }

    RequestBody requestBody(WebBody body) {
        return new RequestBody() {
            @Override
            public @Nullable MediaType contentType() {
                return MediaType.get(body.mediaType());
            }

            @Override
            public long contentLength() {
                return body.length();
            }

            // Keeps OkHttp from sending it again by itself, whatever the answer.
            @Override
            public boolean isOneShot() {
                return true;
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                bodyBegun = true;
                try {
                    body.writeTo(sink.outputStream());
                } catch (RuntimeException e) {
                    // Of any kind: OkHttp would end its thread with it, and lose it for whoever waits.
                    bodyFailure = e;
                    throw new IOException(e);
                }
            }
        };
    }
}
