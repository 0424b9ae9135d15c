package dev.teerex.nsm;

import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * The secure module of the enclave that this process runs in. One descriptor serves the life of the object, and calls go
 * through it one at a time: a handle for each request leaked descriptors until the enclave died, in an earlier system.
 *
 * <p>Needs {@code CAP_SYS_ADMIN}. On JDK 24 and newer the process should be started with
 * {@code --enable-native-access=ALL-UNNAMED}, or the Java runtime prints a warning when JNA loads its library.
 */
public final class NsmDevice implements Nsm {
    static final Path DEVICE = Path.of("/dev/nsm");

    private final ReentrantLock turn = new ReentrantLock();
    private final NsmDriver driver;
    private boolean closed;

    NsmDevice(NsmDriver driver) {
        this.driver = driver;
    }

    /**
     * Opens the device.
     *
     * @throws NsmException with {@link NsmException.Code#MISSING} when there is none, or with
     *     {@link NsmException.Code#NOT_OPENED} when this process may not open it
     */
    public static NsmDevice open() {
        return new NsmDevice(new NsmIoctl(DEVICE));
    }

    @Override
    public byte[] attestation(AttestationRequest request) {
        return exchange(NsmProtocol.attestationRequest(request), NsmProtocol::document);
    }

    @Override
    public byte[] random() {
        return exchange(NsmProtocol.randomRequest(), NsmProtocol::random);
    }

    @Override
    public void close() {
        turn.lock();
        try {
            if (!closed) {
                closed = true;
                driver.close();
            }
        } finally {
            turn.unlock();
        }
    }

    private byte[] exchange(byte[] request, UnaryOperator<byte[]> read) {
        turn.lock();
        try {
            if (closed) {
                throw closedBefore();
            }
            return read.apply(driver.exchange(request));
        } finally {
            turn.unlock();
        }
    }

    static NsmException closedBefore() {
        return new NsmException(NsmException.Code.CLOSED, "the secure module was closed before this call");
    }
}
