package dev.teerex.bb;

import dev.teerex.Bytes;
import dev.teerex.InputException;
import dev.teerex.InputException.Code;
import dev.teerex.Printable;
import dev.teerex.Sha256;
import dev.teerex.msgpack.MsgpackException;
import dev.teerex.msgpack.MsgpackReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The private execution steps of one transaction, read one at a time from the format that Aztec's wallets write:
 * a MessagePack array of maps with {@code bytecode} and {@code witness} (both gzip), {@code vk} and {@code functionName}, in any
 * width and any order, other keys passed over. Not thread-safe.
 *
 * <p>Every size is bounded: at most {@value #MAX_STEPS} steps, {@value #MAX_PACKED} bytes for a part as it is packed,
 * {@value #MAX_UNPACKED} bytes unpacked (the largest seen: 0.4 MB and 6 MB).
 */
public final class IvcInputs implements Closeable {
    static final int MAX_STEPS = 256;
    static final int MAX_PACKED = 32 * 1024 * 1024;
    static final int MAX_UNPACKED = 256 * 1024 * 1024;
    private static final int MAX_KEY = 64 * 1024;
    private static final int MAX_NAME = 256;
    private static final int MAX_KEYS = 32;

    private final String source;
    private final @Nullable MessageDigest digest;
    private final MsgpackReader reader;
    private final StepBuffers buffers;
    private final int stepCount;
    private int nextIndex;

    private IvcInputs(String source, InputStream in, @Nullable MessageDigest digest, StepBuffers buffers) {
        this.source = source;
        this.buffers = buffers;
        this.digest = digest;
        this.reader = new MsgpackReader(digest == null ? in : new DigestInputStream(in, digest));
        this.stepCount = readStepCount();
    }

    /**
     * Reads from a stream, which is closed with this.
     *
     * @param source what error messages call the stream
     * @param in the bytes
     * @return the steps; close them
     * @throws InputException when it is empty, or does not begin as it should
     */
    public static IvcInputs read(String source, InputStream in) {
        return read(source, in, Sha256.start(), new StepBuffers());
    }

    /**
     * Reads from a stream into arrays that are used again, and takes no digest, which would be 1 ms for each MiB; as
     * {@link #read(String, InputStream)}.
     */
    public static IvcInputs read(String source, InputStream in, StepBuffers buffers) {
        return read(source, in, null, buffers);
    }

    private static IvcInputs read(String source, InputStream in, @Nullable MessageDigest digest, StepBuffers buffers) {
        try {
            return new IvcInputs(source, in, digest, buffers);
        } catch (InputException e) {
            try {
                in.close();
            } catch (IOException onlyReadFrom) {
                e.addSuppressed(onlyReadFrom);
            }
            throw e;
        }
    }

    private int readStepCount() {
        try {
            if (reader.atEnd()) {
                throw new InputException(Code.EMPTY, source + " is empty");
            }
            int count = reader.array(MAX_STEPS);
            if (count == 0) {
                throw new InputException(Code.EMPTY, source + " holds no steps");
            }
            return count;
        } catch (IOException e) {
            throw failure(e, source + " is not a list of private execution steps");
        }
    }

    /** Returns how many steps there are, at least 1. */
    public int stepCount() {
        return stepCount;
    }

    /** Returns what error messages call these inputs. */
    public String source() {
        return source;
    }

    /**
     * Reads the next step, or finds that there is none and that the input ends there.
     *
     * @return the step, to be closed before the next is read; empty after the last
     * @throws InputException with the step's number and name where they are known
     */
    public Optional<PrivateExecutionStep> next() {
        return next(true, StepFields::unpack);
    }

    /**
     * Passes over the next step, checking its shape and sizes without unpacking it.
     *
     * @return what is known of the step, or empty after the last
     */
    Optional<Skimmed> skim() {
        return next(false, StepFields::skimmed);
    }

    /**
     * Reads the steps through, without unpacking them or keeping anything.
     *
     * @return the log2 of the size of each step's circuit, in their order
     * @throws InputException when anything about them is not as it should be
     */
    public List<Integer> logSizes() {
        List<Integer> sizes = new ArrayList<>();
        for (Optional<Skimmed> step = skim(); step.isPresent(); step = skim()) {
            sizes.add(step.get().step().logSize());
        }
        return sizes;
    }

    /** A step that was not unpacked. */
    record Skimmed(IvcSummary.Step step, Bytes verificationKey) {}

    private <T> Optional<T> next(boolean keeping, BiFunction<StepFields, Integer, T> use) {
        if (nextIndex == stepCount) {
            checkEnd();
            return Optional.empty();
        }
        int index = nextIndex++;
        StepFields fields = new StepFields(keeping);
        try {
            fields.read(reader);
            return Optional.of(use.apply(fields, index));
        } catch (IOException e) {
            throw failure(e, fields.describe(index));
        } finally {
            buffers.packedWitness.wipe();
        }
    }

    private void checkEnd() {
        try {
            if (!reader.atEnd()) {
                throw new InputException(
                        Code.MALFORMED, source + " goes on after its last step, at byte " + reader.offset());
            }
        } catch (IOException e) {
            throw failure(e, source);
        }
    }

    /**
     * Returns the SHA-256 of all bytes read so far, in lower-case hex: that of the input, once it has been read to its end.
     *
     * @throws IllegalStateException when none is taken: {@link #read(String, InputStream, StepBuffers)}
     */
    public String sha256SoFar() {
        if (digest == null) {
            throw new IllegalStateException("no digest is taken of these inputs");
        }
        try {
            return Sha256.finish((MessageDigest) digest.clone());
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("the JDK's SHA-256 can be cloned", e);
        }
    }

    private static InputException failure(IOException cause, String where) {
        if (!(cause instanceof MsgpackException malformed)) {
            return new InputException(Code.UNREADABLE, where + " could not be read to its end", cause);
        }
        String what = where + ": " + malformed.getMessage();
        return switch (malformed.kind()) {
            case TRUNCATED -> new InputException(Code.TRUNCATED, what + "; the file is not complete", malformed);
            case TOO_LARGE -> new InputException(Code.TOO_LARGE, what, malformed);
            case MALFORMED -> new InputException(Code.MALFORMED, what, malformed);
        };
    }

    @Override
    public void close() {
        buffers.wipe();
        try {
            reader.close();
        } catch (IOException e) {
            // It was only read from.
        }
    }

    /** What is known of a step while it is being read. */
    private final class StepFields {
        private final boolean keeping;
        private @Nullable ReusableBytes bytecode;
        private @Nullable ReusableBytes witness;
        private byte @Nullable [] verificationKey;
        private @Nullable String name;

        StepFields(boolean keeping) {
            this.keeping = keeping;
        }

        void read(MsgpackReader reader) throws IOException {
            for (int left = reader.map(MAX_KEYS); left > 0; left--) {
                String key = reader.string(MAX_NAME);
                switch (key) {
                    case "bytecode" -> {
                        once(bytecode, key);
                        bytecode = read(reader, buffers.packedBytecode);
                    }
                    case "witness" -> {
                        once(witness, key);
                        witness = read(reader, buffers.packedWitness);
                    }
                    case "vk" -> {
                        once(verificationKey, key);
                        verificationKey = reader.binary(MAX_KEY);
                    }
                    case "functionName" -> {
                        once(name, key);
                        // It goes to terminals and logs.
                        name = Printable.of(reader.string(MAX_NAME));
                    }
                    default -> reader.skip();
                }
            }
        }

        private void once(@Nullable Object before, String key) {
            if (before != null) {
                throw new InputException(Code.BAD_STEP, describe(nextIndex - 1) + " has \"" + key + "\" twice");
            }
        }

        private ReusableBytes read(MsgpackReader reader, ReusableBytes target) throws IOException {
            target.wipe();
            if (keeping) {
                target.setLength(reader.binaryInto(target::reserve, buffers.maxPacked));
            } else {
                reader.passOverBinary(MAX_PACKED);
            }
            return target;
        }

        PrivateExecutionStep unpack(int index) {
            IvcSummary.Step checked = summary(index);
            unpack(index, "bytecode", present(index, "bytecode", bytecode), buffers.bytecode);
            unpack(index, "witness", present(index, "witness", witness), buffers.witness);
            return new PrivateExecutionStep(
                    index, checked.name(), buffers.bytecode, buffers.witness, present(index, "vk", verificationKey));
        }

        private void unpack(int index, String part, ReusableBytes packed, ReusableBytes target) {
            try {
                Gunzip.unpack(packed.view(), target, buffers.maxUnpacked);
            } catch (Gunzip.Damaged e) {
                throw new InputException(
                        Code.MALFORMED,
                        describe(index) + ": its " + part + " cannot be unpacked: " + e.getMessage(),
                        e);
            } catch (Gunzip.TooLarge e) {
                throw new InputException(
                        Code.TOO_LARGE,
                        describe(index) + ": its " + part + " unpacks to more than " + buffers.maxUnpacked + " bytes",
                        e);
            }
        }

        Skimmed skimmed(int index) {
            IvcSummary.Step step = summary(index);
            return new Skimmed(step, Bytes.of(present(index, "vk", verificationKey)));
        }

        private IvcSummary.Step summary(int index) {
            present(index, "bytecode", bytecode);
            present(index, "witness", witness);
            if (name == null) {
                throw missing(index, "functionName");
            }
            if (verificationKey == null || verificationKey.length == 0) {
                throw new InputException(
                        Code.BAD_VERIFICATION_KEY,
                        describe(index) + " has no verification key (\"vk\"); write the inputs with precomputed keys");
            }
            if (verificationKey.length != PrivateExecutionStep.KEY_SIZE) {
                throw new InputException(
                        Code.BAD_VERIFICATION_KEY,
                        describe(index) + " has a verification key of " + verificationKey.length + " bytes instead of "
                                + PrivateExecutionStep.KEY_SIZE);
            }
            return new IvcSummary.Step(name, logSize(index, verificationKey));
        }

        // The key's first field is the logarithm of the circuit's size (measured); its first 31 bytes are zero then.
        private int logSize(int index, byte[] key) {
            for (int i = 0; i < Fields.SIZE - 1; i++) {
                if (key[i] != 0) {
                    throw implausible(index);
                }
            }
            int logSize = key[Fields.SIZE - 1];
            if (logSize < 1 || logSize > IvcSummary.MAX_LOG_SIZE) {
                throw implausible(index);
            }
            return logSize;
        }

        private InputException implausible(int index) {
            return new InputException(
                    Code.BAD_VERIFICATION_KEY,
                    describe(index) + " has a verification key that does not begin with a circuit size of 2^1 to 2^"
                            + IvcSummary.MAX_LOG_SIZE);
        }

        private <T> T present(int index, String key, @Nullable T value) {
            if (value == null) {
                throw missing(index, key);
            }
            return value;
        }

        private InputException missing(int index, String key) {
            return new InputException(Code.BAD_STEP, describe(index) + " has no \"" + key + "\"");
        }

        String describe(int index) {
            return source + ", step " + (index + 1) + " of " + stepCount + (name == null ? "" : " \"" + name + "\"");
        }
    }
}
