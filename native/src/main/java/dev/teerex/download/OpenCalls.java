package dev.teerex.download;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.Call;
import okhttp3.EventListener;

/** Calls whose answers were not read to their end yet: OkHttp's own list of calls ends with an answer's headers. Thread-safe. */
final class OpenCalls extends EventListener {
    private final Set<Call> calls = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    @Override
    public void callStart(Call call) {
        calls.add(call);
        if (closed) {
            call.cancel();
        }
    }

    @Override
    public void callEnd(Call call) {
        calls.remove(call);
    }

    @Override
    public void callFailed(Call call, IOException failure) {
        calls.remove(call);
    }

    boolean closed() {
        return closed;
    }

    /** Ends them all, and each that begins later. */
    void close() {
        closed = true;
        calls.forEach(Call::cancel);
    }
}
