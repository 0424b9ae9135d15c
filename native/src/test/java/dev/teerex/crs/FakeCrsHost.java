package dev.teerex.crs;

import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** An HTTP server with one file, which can be made to know no ranges, to fail, to break off in mid-file, and to stall. */
final class FakeCrsHost extends Dispatcher implements AutoCloseable {
    private final MockWebServer server = new MockWebServer();
    private final byte[] file;
    private final Queue<SocketEffect> misfortunes = new ConcurrentLinkedQueue<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private boolean ranges = true;
    private int failure;

    FakeCrsHost(byte[] file) throws IOException {
        this.file = file;
        server.setDispatcher(this);
        server.start();
    }

    FakeCrsHost withoutRanges() {
        ranges = false;
        return this;
    }

    FakeCrsHost answering(int status) {
        failure = status;
        return this;
    }

    /** The next answer that is not yet spoken for ends so, after half of its body. */
    FakeCrsHost then(SocketEffect misfortune) {
        misfortunes.add(misfortune);
        return this;
    }

    CrsSource address() {
        return new CrsSource(server.url("/g1.dat?token=secret").uri());
    }

    /** Returns the ranges that were asked for, in order. */
    List<String> asked() {
        return asked;
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
        @Nullable String range = request.getHeaders().get("Range");
        asked.add(range == null ? "all" : range.substring("bytes=".length()));
        if (failure != 0) {
            return new MockResponse.Builder().code(failure).build();
        }
        MockResponse.Builder answer = new MockResponse.Builder();
        if (range == null || !ranges) {
            answer.body(new Buffer().write(file));
        } else {
            String[] ends = range.substring("bytes=".length()).split("-", 2);
            int from = Integer.parseInt(ends[0]);
            int to = Math.min(Integer.parseInt(ends[1]) + 1, file.length);
            if (from >= file.length) {
                return new MockResponse.Builder().code(416).build();
            }
            answer.code(206)
                    .setHeader("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + file.length)
                    .body(new Buffer().write(file, from, to - from));
        }
        @Nullable SocketEffect misfortune = misfortunes.poll();
        if (misfortune != null) {
            answer.onResponseBody(misfortune);
        }
        return answer.build();
    }

    @Override
    public void close() {
        super.close();
        server.close();
    }
}
