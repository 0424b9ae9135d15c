package dev.teerex.nsm;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's driver behind {@code /dev/nsm}, by {@code ioctl} (Linux, {@code include/uapi/linux/nsm.h}). Buffers are
 * zeroed after each call.
 */
final class NsmIoctl implements NsmDriver {
    static final int MAX_REQUEST = 0x1000;
    static final int MAX_RESPONSE = 0x3000;

    /** {@code NSM_IOCTL_RAW}: read and write, 32 bytes, type 0x0A, number 0. */
    private static final NativeLong RAW = new NativeLong(0xC020_0A00L);

    private static final int MESSAGE = 4 * Long.BYTES;
    private static final int RESPONSE_LENGTH = 3 * Long.BYTES;
    private static final int READ_WRITE_CLOSE_ON_EXEC = 2 | 0x80000;
    private static final int EMSGSIZE = 90;

    /** The three calls that are needed of the C library. */
    interface LibC extends Library {
        int open(String path, int flags) throws LastErrorException;

        int ioctl(int descriptor, NativeLong request, Pointer argument) throws LastErrorException;

        int close(int descriptor) throws LastErrorException;
    }

    private final LibC libc;
    private final Path device;
    private final int descriptor;

    NsmIoctl(Path device) {
        if (!Files.exists(device)) {
            throw new NsmException(
                    NsmException.Code.MISSING,
                    device + " is not there: only a process inside a Nitro enclave has the secure module");
        }
        this.device = device;
        libc = Native.load("c", LibC.class);
        try {
            descriptor = libc.open(device.toString(), READ_WRITE_CLOSE_ON_EXEC);
        } catch (LastErrorException e) {
            throw new NsmException(
                    NsmException.Code.NOT_OPENED,
                    "cannot open %s (errno %d): the process needs CAP_SYS_ADMIN".formatted(device, e.getErrorCode()),
                    e);
        }
    }

    @Override
    public byte[] exchange(byte[] request) {
        if (request.length > MAX_REQUEST) {
            throw tooLarge(null);
        }
        try (Memory in = new Memory(request.length);
                Memory out = new Memory(MAX_RESPONSE);
                Memory message = new Memory(MESSAGE)) {
            try {
                in.write(0, request, 0, request.length);
                out.clear();
                message.setPointer(0, in);
                message.setLong(Long.BYTES, request.length);
                message.setPointer(2 * Long.BYTES, out);
                message.setLong(RESPONSE_LENGTH, MAX_RESPONSE);
                libc.ioctl(descriptor, RAW, message);
                return answer(out, message.getLong(RESPONSE_LENGTH));
            } catch (LastErrorException e) {
                throw e.getErrorCode() == EMSGSIZE ? tooLarge(e) : failed("errno " + e.getErrorCode(), e);
            } finally {
                in.clear();
                out.clear();
                message.clear();
            }
        }
    }

    @Override
    public void close() {
        try {
            libc.close(descriptor);
        } catch (LastErrorException e) {
            throw failed("errno %d when it was closed".formatted(e.getErrorCode()), e);
        }
    }

    private byte[] answer(Memory out, long length) {
        if (length < 1 || length > MAX_RESPONSE) {
            throw failed("an answer of %d bytes".formatted(length), null);
        }
        return out.getByteArray(0, (int) length);
    }

    private static NsmException tooLarge(@Nullable LastErrorException cause) {
        return new NsmException(
                NsmException.Code.TOO_LARGE,
                "the secure module takes requests of up to %d bytes; bind less".formatted(MAX_REQUEST),
                cause);
    }

    private NsmException failed(String what, @Nullable LastErrorException cause) {
        return new NsmException(NsmException.Code.DRIVER_FAILED, "%s failed: %s".formatted(device, what), cause);
    }
}
