package dev.teerex.nsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.teerex.Bytes;
import dev.teerex.nsm.NsmException.Code;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NsmDeviceTest {
    /** A driver that answers every request with the same bytes and remembers what it was asked. */
    private static final class Recorded implements NsmDriver {
        final List<String> requests = new ArrayList<>();
        final AtomicInteger inside = new AtomicInteger();
        private final byte[] answer;
        int closed;

        Recorded(String answer) {
            this.answer = HexFormat.of().parseHex(answer);
        }

        @Override
        public byte[] exchange(byte[] request) {
            assertThat(inside.incrementAndGet()).isEqualTo(1);
            requests.add(HexFormat.of().formatHex(request));
            inside.decrementAndGet();
            return answer.clone();
        }

        @Override
        public void close() {
            closed++;
        }
    }

    @Test
    void anAttestationRequestHasExactlyTheseBytes() {
        Recorded driver = new Recorded("a16b4174746573746174696f6ea168646f63756d656e7442d284");
        try (NsmDevice device = new NsmDevice(driver)) {
            byte[] document =
                    device.attestation(new AttestationRequest(null, Bytes.fromHex("aabb"), Bytes.fromHex("00010203")));
            assertThat(document).containsExactly(0xd2, 0x84);
        }
        assertThat(driver.requests)
                .containsExactly("a16b4174746573746174696f6ea369757365725f6461746142aabb656e6f6e6365440001020"
                        + "36a7075626c69635f6b6579f6");
    }

    @Test
    void aRandomRequestHasExactlyTheseBytes() {
        Recorded driver = new Recorded("a16947657452616e646f6da16672616e646f6d420102");
        try (NsmDevice device = new NsmDevice(driver)) {
            assertThat(device.random()).containsExactly(1, 2);
        }
        assertThat(driver.requests).containsExactly("6947657452616e646f6d");
    }

    @Test
    void aRefusalKeepsItsName() {
        try (NsmDevice device = new NsmDevice(new Recorded("a1654572726f726c496e76616c6964496e646578"))) {
            assertThatExceptionOfType(NsmException.class)
                    .isThrownBy(device::random)
                    .withMessage("TRX-N-005: the secure module refused GetRandom: InvalidIndex");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "a0",
                "a16947657452616e646f6d00",
                "a16947657452616e646f6da0",
                "a16947657452616e646f6da16672616e646f6d4201",
                "a16947657452616e646f6da16672616e646f6d42010200",
                "a16947657452616e646f6da1656f74686572420102",
                "a16b44657363726962654e534da0",
                "a26947657452616e646f6da16672616e646f6d420102654572726f7260"
            })
    void anAnswerThatTheProtocolDoesNotHaveIsRejected(String answer) {
        try (NsmDevice device = new NsmDevice(new Recorded(answer))) {
            assertThatExceptionOfType(NsmException.class)
                    .isThrownBy(device::random)
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Code.BAD_ANSWER));
        }
    }

    @Test
    void aClosedModuleIsNotAskedAndIsClosedOnce() {
        Recorded driver = new Recorded("00");
        NsmDevice device = new NsmDevice(driver);
        device.close();
        device.close();
        assertThat(driver.closed).isEqualTo(1);
        assertThatExceptionOfType(NsmException.class).isThrownBy(device::random).satisfies(e -> assertThat(e.reason())
                .isEqualTo(Code.CLOSED));
        assertThat(driver.requests).isEmpty();
    }

    @Test
    void callsOfManyThreadsGoThroughOneAtATime() throws Exception {
        Recorded driver = new Recorded("a16947657452616e646f6da16672616e646f6d420102");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (NsmDevice device = new NsmDevice(driver)) {
            List<Callable<byte[]>> calls = java.util.Collections.nCopies(400, device::random);
            for (Future<byte[]> call : threads.invokeAll(calls, 1, TimeUnit.MINUTES)) {
                assertThat(call.get()).hasSize(2);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(driver.requests).hasSize(400);
    }

    @Test
    void aMachineWithoutTheDeviceCanBeAskedAndSaysSo() {
        Path missing = Path.of("no", "such", "device");
        assertThatExceptionOfType(NsmException.class)
                .isThrownBy(() -> new NsmIoctl(missing))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Code.MISSING))
                .withMessageContaining(missing.toString());
    }

    @Test
    void aDeviceThatIsNoSecureModuleFailsWithItsErrorNumber() {
        NsmIoctl driver = new NsmIoctl(Path.of("/dev/null"));
        try (NsmDevice device = new NsmDevice(driver)) {
            assertThatExceptionOfType(NsmException.class)
                    .isThrownBy(device::random)
                    .withMessage("TRX-N-004: /dev/null failed: errno 25");
        }
    }

    @Test
    void aRequestThatTheDriverDoesNotTakeIsNotSent() {
        NsmIoctl driver = new NsmIoctl(Path.of("/dev/null"));
        assertThatExceptionOfType(NsmException.class)
                .isThrownBy(() -> driver.exchange(new byte[NsmIoctl.MAX_REQUEST + 1]))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Code.TOO_LARGE));
        driver.close();
    }

    @Test
    void partsThatNoDocumentHoldsAreRefusedBeforeTheyAreSent() {
        Bytes empty = Bytes.of(new byte[0]);
        Bytes large = Bytes.of(new byte[AttestationRequest.MAX_USER_DATA + 1]);
        Bytes largeKey = Bytes.of(new byte[AttestationRequest.MAX_PUBLIC_KEY + 1]);
        for (Runnable request : List.<Runnable>of(
                () -> new AttestationRequest(empty, null, null),
                () -> new AttestationRequest(largeKey, null, null),
                () -> new AttestationRequest(null, large, null),
                () -> new AttestationRequest(null, null, large))) {
            assertThatExceptionOfType(NsmException.class)
                    .isThrownBy(request::run)
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Code.TOO_LARGE));
        }
    }
}
