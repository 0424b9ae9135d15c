package dev.teerex.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.content.AsyncContent;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.junit.jupiter.api.Test;

class DrainTest {
    /** A clock with one alarm, which goes off when the test says so. */
    private static final class Alarm extends AbstractLifeCycle implements Scheduler {
        private Runnable task = () -> {};
        private long millis;
        private boolean cancelled;

        @Override
        public Task schedule(Runnable wanted, long delay, TimeUnit unit) {
            task = wanted;
            millis = unit.toMillis(delay);
            return () -> cancelled = true;
        }
    }

    private final Alarm alarm = new Alarm();
    private final AsyncContent body = new AsyncContent();
    private final AtomicInteger closed = new AtomicInteger();
    private final AtomicInteger told = new AtomicInteger();

    private void begin() {
        Runnable close = () -> {
            closed.incrementAndGet();
            body.fail(new IOException("closed"));
        };
        Drain.begin(body, close, alarm, Callback.from(told::incrementAndGet));
    }

    private void send(boolean last) {
        body.write(last, ByteBuffer.allocate(1), Callback.NOOP);
    }

    @Test
    void aClientThatSendsNothingMoreIsLetGoWhenTimeIsUp() {
        begin();
        send(false);
        assertThat(told).hasValue(0);
        assertThat(alarm.millis).isEqualTo(10_000);
        alarm.task.run();
        assertThat(closed).hasValue(1);
        assertThat(told).hasValue(1);
    }

    @Test
    void theConnectionOfAClientThatHasSentAllStays() {
        begin();
        send(false);
        send(true);
        assertThat(told).hasValue(1);
        assertThat(alarm.cancelled).isTrue();
        // As an alarm does that goes off while it is cancelled.
        alarm.task.run();
        assertThat(closed).hasValue(0);
        assertThat(told).hasValue(1);
    }
}
