package dev.teerex.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.InputException;
import dev.teerex.Ticker;
import dev.teerex.server.ServerException;
import dev.teerex.server.ServerException.Code;
import dev.teerex.server.standalone.Wait;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LocalProofJobsTest {
    private static final Duration QUEUE_TIMEOUT = Duration.ofSeconds(30);

    private final PayloadMemory memory = new PayloadMemory(1L << 30, 1 << 20);
    private final AtomicLong now = new AtomicLong();
    private final List<ProofTask> made = new CopyOnWriteArrayList<>();
    private final List<String> outcomes = new CopyOnWriteArrayList<>();
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    /** Jobs with one slot, which the first takes until it may end. */
    private LocalProofJobs jobs(int queue) {
        return new LocalProofJobs(
                (task, queued, listener) -> {
                    made.add(task);
                    try {
                        mayEnd.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    throw new InputException(InputException.Code.MALFORMED, "it proves nothing");
                },
                1,
                queue,
                QUEUE_TIMEOUT,
                Thread::new,
                now::get,
                (outcome, running) -> outcomes.add(outcome));
    }

    private ProofTask task() throws IOException {
        return new ProofTask.Message(Payload.readAll(memory, "a client", new ByteArrayInputStream(new byte[10])));
    }

    @Test
    void whoLeavesTheQueueMakesRoomInIt() throws IOException {
        try (LocalProofJobs jobs = jobs(2)) {
            jobs.submit(task());
            List<ProofJob> waiting = List.of(jobs.submit(task()), jobs.submit(task()));
            ProofTask tooMany = task();
            assertRefused(Code.QUEUE_FULL, jobs::checkAccepting);
            assertRefused(Code.QUEUE_FULL, () -> jobs.submit(tooMany));

            waiting.forEach(ProofJob::cancel);

            assertThat(jobs.waiting()).isZero();
            jobs.checkAccepting();
            jobs.submit(task());
            jobs.submit(task());
            assertThat(jobs.waiting()).isEqualTo(2);
        }
        assertThat(memory.bytesInUse()).isZero();
    }

    @Test
    void aProofWhoseTurnComesTooLateIsNotMade() throws Exception {
        try (LocalProofJobs jobs = jobs(1)) {
            ProofTask first = task();
            jobs.submit(first);
            ProofJob late = jobs.submit(task());
            Wait.until(() -> made.contains(first));
            now.addAndGet(QUEUE_TIMEOUT.toNanos());
            mayEnd.countDown();
            // It is not waited for before that: whoever waits would give it up as well.
            Wait.until(() -> outcomes.size() == 2);

            assertRefused(Code.QUEUE_TIMED_OUT, () -> late.await(QUEUE_TIMEOUT));
            assertThat(outcomes).containsExactly("failed", "expired");
            assertThat(made).containsExactly(first);
        }
        assertThat(memory.bytesInUse()).isZero();
    }

    private static void assertRefused(Code reason, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ServerException.class, e -> assertThat(e.reason())
                .isEqualTo(reason));
    }

    @Test
    void aTaskThatTheSystemHasNoThreadForIsWiped() throws IOException {
        Error none = new OutOfMemoryError("unable to create native thread");
        try (LocalProofJobs jobs = new LocalProofJobs(
                (task, queued, listener) -> {
                    throw new AssertionError("there is no thread for it");
                },
                1,
                1,
                Duration.ofSeconds(1),
                task -> {
                    throw none;
                },
                Ticker.system(),
                (outcome, running) -> {})) {
            ProofTask task = task();
            assertThatThrownBy(() -> jobs.submit(task)).isSameAs(none);
            assertThat(memory.bytesInUse()).isZero();
        }
    }
}
