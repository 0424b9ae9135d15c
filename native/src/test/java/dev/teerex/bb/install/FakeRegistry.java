package dev.teerex.bb.install;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** A registry of {@code @aztec/bb.js} on this machine, which can break in the ways that registries do. */
final class FakeRegistry implements AutoCloseable {
    /** How one answer for an archive differs from the right one. */
    interface Fault extends UnaryOperator<MockResponse.Builder> {}

    private record Published(ByteString archive, @Nullable String integrity) {}

    private final MockWebServer server = new MockWebServer();
    private final Map<String, Published> published = new ConcurrentHashMap<>();
    private final Queue<Fault> faults = new ArrayDeque<>();
    private final Queue<RecordedRequest> requests = new ConcurrentLinkedQueue<>();
    /** Opens when the first archive is asked for. */
    final CountDownLatch asked = new CountDownLatch(1);

    private String archives = "";

    FakeRegistry() throws IOException {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                requests.add(request);
                return answer(request);
            }
        });
        server.start();
        archives = server.url("/npm/files/").toString();
    }

    String address() {
        return server.url("/npm/").toString();
    }

    /** Publishes a version, or publishes it anew. */
    void publish(String version, byte[] archive, @Nullable String integrity) {
        published.put(version, new Published(ByteString.of(archive), integrity));
    }

    /** Makes the next answers for archives differ. */
    void breakArchives(Fault... next) {
        synchronized (faults) {
            faults.addAll(List.of(next));
        }
    }

    /** Makes the package document name archives elsewhere. */
    void archivesAt(String address) {
        archives = address;
    }

    List<RecordedRequest> requests() {
        return List.copyOf(requests);
    }

    long archiveRequests() {
        return requests.stream()
                .filter(request -> request.getTarget().startsWith("/npm/files/"))
                .count();
    }

    private MockResponse answer(RecordedRequest request) {
        String target = request.getTarget();
        if (target.equals("/npm/@aztec%2fbb.js")) {
            return new MockResponse.Builder().body(document()).build();
        }
        @Nullable Published version = published.get(target.replaceAll(".*/bb-(.*)\\.tgz", "$1"));
        if (version == null) {
            return new MockResponse.Builder().code(404).build();
        }
        asked.countDown();
        MockResponse.Builder response =
                part(version.archive(), request.getHeaders().get("Range"));
        synchronized (faults) {
            @Nullable Fault fault = faults.poll();
            return (fault == null ? response : fault.apply(response)).build();
        }
    }

    private static MockResponse.Builder part(ByteString archive, @Nullable String range) {
        if (range == null) {
            return new MockResponse.Builder().body(new Buffer().write(archive));
        }
        int from = Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
        return new MockResponse.Builder()
                .code(206)
                .addHeader("Content-Range", "bytes " + from + "-" + (archive.size() - 1) + "/" + archive.size())
                .body(new Buffer().write(archive.substring(from)));
    }

    private String document() {
        List<String> versions = published.entrySet().stream()
                .map(each -> {
                    @Nullable String integrity = each.getValue().integrity();
                    String stated = integrity == null ? "" : "\"integrity\":\"" + integrity + "\",";
                    return "\"" + each.getKey() + "\":{\"dist\":{" + stated + "\"tarball\":\"" + archives + "bb-"
                            + each.getKey() + ".tgz\"}}";
                })
                .toList();
        return "{\"versions\":{" + String.join(",", versions) + "}}";
    }

    @Override
    public void close() {
        server.close();
    }
}
