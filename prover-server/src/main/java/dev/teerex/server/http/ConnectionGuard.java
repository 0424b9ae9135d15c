package dev.teerex.server.http;

import dev.teerex.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Bounds how many connections there are, and how long one may take to come up with a complete request. Jetty's idle timeout
 * begins anew with every byte, so that a header sent byte by byte would hold a connection for hours; and its connection limit
 * leaves everybody outside while the idle ones stay, where this closes the one that has been idle for longest. Thread-safe.
 */
final class ConnectionGuard extends AbstractLifeCycle implements Connection.Listener {
    private final int max;
    private final Duration patience;
    private final Ticker ticker;
    private final Scheduler scheduler;

    /** Connections that are owed no answer, by the moment they came to be so, the eldest first. */
    private final Map<Connection, Long> waiting = new LinkedHashMap<>();

    private int open;

    ConnectionGuard(int max, Duration patience, Ticker ticker, Scheduler scheduler) {
        this.max = max;
        this.patience = patience;
        this.ticker = ticker;
        this.scheduler = scheduler;
    }

    @Override
    protected void doStart() {
        scheduleNext();
    }

    private void scheduleNext() {
        scheduler.schedule(
                () -> {
                    if (isRunning()) {
                        closeOverdue();
                        scheduleNext();
                    }
                },
                Math.max(100, patience.toMillis() / 10),
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void onOpened(Connection connection) {
        Connection evicted = null;
        synchronized (this) {
            open++;
            waiting.put(connection, ticker.nanos());
            if (open > max) {
                evicted = waiting.keySet().iterator().next();
                waiting.remove(evicted);
            }
        }
        if (evicted != null) {
            evicted.close();
        }
    }

    @Override
    public synchronized void onClosed(Connection connection) {
        open--;
        waiting.remove(connection);
    }

    /** A connection has come up with a request. */
    synchronized void began(Connection connection) {
        waiting.remove(connection);
    }

    /** A connection's request is answered, or what the client still sent behind the answer is taken. */
    synchronized void ended(Connection connection) {
        waiting.remove(connection);
        if (connection.getEndPoint().isOpen()) {
            waiting.put(connection, ticker.nanos());
        }
    }

    /** Returns how many connections are open. */
    synchronized int open() {
        return open;
    }

    private void closeOverdue() {
        overdue().forEach(Connection::close);
    }

    private synchronized List<Connection> overdue() {
        List<Connection> overdue = new ArrayList<>();
        for (Map.Entry<Connection, Long> each : waiting.entrySet()) {
            if (ticker.nanos() - each.getValue() < patience.toNanos()) {
                break;
            }
            overdue.add(each.getKey());
        }
        overdue.forEach(waiting::remove);
        return overdue;
    }
}
