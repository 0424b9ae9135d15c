package dev.teerex.download;

import dev.teerex.download.WebException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
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
    private static final int PART = 8192;

    private final WebRequest request;
    private final CompletableFuture<WebAnswer> answer = new CompletableFuture<>();
    private volatile boolean connected;
    private volatile boolean bodyBegun;
    private volatile @Nullable String retryAfter;
    private volatile @Nullable Throwable callersFailure;

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

    /** Returns what the body's writer or the listener threw, if one did. */
    @Nullable
    Throwable callersFailure() {
        return callersFailure;
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
            byte[] body = read(response);
            Map<String, String> headers = new TreeMap<>();
            @Nullable String after = retryAfter;
            if (after != null) {
                headers.put(WebAnswer.RETRY_AFTER, after);
            }
            response.headers().forEach(header -> headers.put(header.getFirst(), header.getSecond()));
            answer.complete(new WebAnswer(response.code(), headers, body));
        } catch (IOException e) {
            answer.completeExceptionally(e);
        } catch (Throwable e) {
            // OkHttp ends its thread with it. Whoever waits would wait on.
            answer.completeExceptionally(e);
            throw e;
        }
    }

    private byte[] read(Response response) throws IOException {
        @Nullable MediaType type = response.body().contentType();
        String mediaType = type == null ? "" : type.type() + "/" + type.subtype();
        InputStream in = response.body().byteStream();
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        byte[] part = new byte[PART];
        passingOn(() -> request.listener().received(response.code(), mediaType, ByteBuffer.allocate(0)));
        for (int count = in.read(part); count >= 0; count = in.read(part)) {
            if (whole.size() + count > request.maxAnswer()) {
                throw new WebException(Kind.TOO_LARGE, bodyBegun, null);
            }
            whole.write(part, 0, count);
            ByteBuffer came = ByteBuffer.wrap(part, 0, count);
            passingOn(() -> request.listener().received(response.code(), mediaType, came));
        }
        return whole.toByteArray();
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    /** Runs something of the caller's. */
    private void passingOn(Step step) throws IOException {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            // Of any kind: OkHttp would end its thread with it, and lose it for whoever waits.
            callersFailure = e;
            throw new IOException(e);
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
                passingOn(() -> body.writeTo(sink.outputStream()));
            }
        };
    }
}
