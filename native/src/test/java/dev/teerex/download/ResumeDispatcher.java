package dev.teerex.download;

import java.util.concurrent.atomic.AtomicBoolean;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.jspecify.annotations.Nullable;

/** Serves one file; the first answer breaks in the middle. */
final class ResumeDispatcher extends Dispatcher {
    private final AtomicBoolean first = new AtomicBoolean(true);
    private final String content;
    private final boolean ranges;

    ResumeDispatcher(String content, boolean ranges) {
        this.content = content;
        this.ranges = ranges;
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
        MockResponse.Builder response = new MockResponse.Builder();
        if (first.getAndSet(false)) {
            return response.body(content)
                    .onResponseBody(new SocketEffect.CloseSocket())
                    .build();
        }
        @Nullable String range = request.getHeaders().get("Range");
        if (range == null || !ranges) {
            return response.body(content).build();
        }
        int from = Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
        return response.code(206)
                .addHeader("Content-Range", "bytes " + from + "-" + (content.length() - 1) + "/" + content.length())
                .body(content.substring(from))
                .build();
    }
}
