package dev.teerex.server.http;

import java.util.HashMap;
import java.util.Map;

/** The bodies that are being received: so many at once, and only half of them one client's. Thread-safe. */
final class Uploads {
    private final int most;
    private final int mostOfOne;
    private final Map<String, Integer> byClient = new HashMap<>();
    private int all;

    Uploads(int most) {
        this.most = most;
        this.mostOfOne = Math.max(1, most / 2);
    }

    /** Counts one more, which must be ended; returns false when it may not begin. */
    synchronized boolean begin(String client) {
        int own = byClient.getOrDefault(client, 0);
        if (all == most || own == mostOfOne) {
            return false;
        }
        byClient.put(client, own + 1);
        all++;
        return true;
    }

    synchronized void end(String client) {
        byClient.computeIfPresent(client, (key, own) -> own == 1 ? null : own - 1);
        all--;
    }

    synchronized int count() {
        return all;
    }
}
