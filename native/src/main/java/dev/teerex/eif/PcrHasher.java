package dev.teerex.eif;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Hashes the sections of one image, given in file order, into the contents of PCR0, PCR1 and PCR2 and into one digest
 * for each section.
 *
 * <p>Contents that have begun alike share one digest until they part, so kernel, command line and first ramdisk are
 * hashed once for all registers; a later ramdisk is in PCR0 and PCR2, which have begun differently, and so has to be
 * hashed twice. Those two run at the same time if the executor has a thread to spare. Not thread-safe.
 */
final class PcrHasher implements SectionListener {
    /** A chunk takes milliseconds; an executor that has not run one by then never will. */
    private static final long PATIENCE_SECONDS = 60;

    private final Executor executor;
    private final MessageDigest nothing = Sha384.digest();
    private final Content image = new Content(nothing);
    private final Content bootstrap = new Content(nothing);
    private final Content application = new Content(nothing);
    private final Content section = new Content(nothing);
    private final List<MeasuredSection> measured = new ArrayList<>();
    private List<MessageDigest> active = List.of();
    private long sectionSize;
    private boolean bootstrapComplete;

    PcrHasher(Executor executor) {
        this.executor = executor;
    }

    @Override
    public void begin(SectionType type) {
        sectionSize = 0;
        section.digest = nothing;
        List<Content> contents = contentsOf(type);
        IdentityHashMap<MessageDigest, MessageDigest> forks = new IdentityHashMap<>();
        contents.forEach(content -> content.digest = forks.computeIfAbsent(content.digest, PcrHasher::copy));
        active = List.copyOf(forks.values());
    }

    private List<Content> contentsOf(SectionType type) {
        return switch (type) {
            case KERNEL, CMDLINE -> List.of(section, image, bootstrap);
            case RAMDISK -> {
                Content ramdisks = bootstrapComplete ? application : bootstrap;
                bootstrapComplete = true;
                yield List.of(section, image, ramdisks);
            }
            case SIGNATURE, METADATA -> List.of();
        };
    }

    @Override
    public void update(byte[] chunk, int length) {
        sectionSize += length;
        List<CompletableFuture<Void>> others = active.stream()
                .skip(1)
                .map(digest -> CompletableFuture.runAsync(() -> digest.update(chunk, 0, length), executor))
                .toList();
        if (!active.isEmpty()) {
            active.get(0).update(chunk, 0, length);
        }
        others.forEach(PcrHasher::await);
    }

    private static void await(CompletableFuture<Void> hashing) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    hashing.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                    return;
                } catch (InterruptedException e) {
                    // The chunk's buffer is in use until the other thread is done, which is soon.
                    interrupted = true;
                }
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the executor did not hash a chunk: give it a live one", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void end(Section ended) {
        if (ended.type().isMeasured()) {
            measured.add(new MeasuredSection(ended.name(), sectionSize, Sha384.of(section.value())));
        }
    }

    Sha384 pcr0() {
        return Sha384.extended(image.value());
    }

    Measurement measurement(Optional<Sha384> pcr8) {
        Pcrs pcrs = new Pcrs(pcr0(), Sha384.extended(bootstrap.value()), Sha384.extended(application.value()), pcr8);
        return new Measurement(pcrs, measured);
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this Java runtime's SHA-384 cannot be copied", e);
        }
    }

    /** Bytes that go into one value; the digest object may be another content's too, as long as both are equal. */
    private static final class Content {
        private MessageDigest digest;

        Content(MessageDigest digest) {
            this.digest = digest;
        }

        byte[] value() {
            return copy(digest).digest();
        }
    }
}
