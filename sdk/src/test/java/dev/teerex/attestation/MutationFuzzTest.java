package dev.teerex.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.InputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A million inputs, the same in every run, each made by changing one that is sound. The catch clause is the contract; the
 * build runs this class in a process of its own with 64 MiB of heap.
 */
@Tag("fuzz")
class MutationFuzzTest {
    private static final int DOCUMENTS = 800_000;
    private static final int POLICIES = 200_000;
    /** Every so many documents one is verified to the end. */
    private static final int VERIFY_EACH = 50;

    private static final long MIB = 1L << 20;

    /** Heads and values at which CBOR and JSON readers tend to go wrong. */
    private static final int[] TELLING = {
        0x00, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1f, 0x38, 0x40, 0x58, 0x59, 0x5a, 0x5b, 0x5f, 0x60, 0x78, 0x7b, 0x7f,
        0x80, 0x84, 0x98, 0x9b, 0x9f, 0xa0, 0xb8, 0xbb, 0xbf, 0xc0, 0xd2, 0xd8, 0xf4, 0xf6, 0xf7, 0xf8, 0xf9, 0xfb,
        0xff, '"', '{', '}', '[', ']', ',', ':', '\\', '-', 'e'
    };

    @Test
    void theHeapIsAsSmallAsTheBuildSays() {
        assertThat(Runtime.getRuntime().maxMemory()).isLessThanOrEqualTo(64 * MIB);
    }

    @Test
    void noDocumentRaisesAnythingButItsException() {
        AttestationVerifier verifier = AttestationVerifier.create();
        AttestationPolicy policy =
                AttestationPolicy.builder().insecureAcceptAnyImage().build();
        Forge indefinite = new Forge();
        indefinite.indefinite = true;
        TestAnchor anchor = indefinite.anchor();
        List<byte[]> seeds = new ArrayList<>(List.of(new Forge().mint(), indefinite.mint(), new byte[0]));
        int[] read = {0};
        int[] count = {0};
        fuzz(seeds, DOCUMENTS, 1, input -> {
            try {
                if (count[0]++ % VERIFY_EACH == 0) {
                    verifier.verifySimulated(input, policy, VerificationTime.ofDocument(), anchor);
                } else {
                    AttestationDocument.read(input);
                    read[0]++;
                }
            } catch (AttestationException e) {
                assertThat(e.reason()).isNotNull();
            }
        });
        // The mutations are mild enough to get behind the envelope.
        assertThat(read[0]).isBetween(DOCUMENTS / 100, DOCUMENTS);
    }

    @Test
    void noPolicyFileRaisesAnythingButItsException() {
        int[] read = {0};
        fuzz(PolicyFileFuzzTest.policyFiles().toList(), POLICIES, 2, input -> {
            try {
                AttestationPolicyFile.parse(input);
                read[0]++;
            } catch (InputException e) {
                assertThat(e.reason()).isNotNull();
            }
        });
        assertThat(read[0]).isBetween(POLICIES / 1000, POLICIES);
    }

    private static void fuzz(List<byte[]> seeds, int inputs, long seed, Consumer<byte[]> target) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < inputs; i++) {
            byte[] input = seeds.get(random.nextInt(seeds.size()));
            for (int changes = random.nextInt(1, 5); changes > 0; changes--) {
                input = change(input, random);
            }
            try {
                target.accept(input);
            } catch (RuntimeException e) {
                // Anything that arrives here breaks the contract; say for which input.
                throw new AssertionError("input %d of seed %d".formatted(i, seed), e);
            }
        }
    }

    private static byte[] change(byte[] input, SplittableRandom random) {
        if (input.length == 0) {
            byte[] fresh = new byte[random.nextInt(1, 64)];
            random.nextBytes(fresh);
            return fresh;
        }
        int at = random.nextInt(input.length);
        int length = random.nextInt(1, 17);
        byte[] changed = input.clone();
        switch (random.nextInt(7)) {
            case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> changed[at] = (byte) random.nextInt(256);
            case 2 -> changed[at] = (byte) TELLING[random.nextInt(TELLING.length)];
            case 3 -> changed = Arrays.copyOf(input, at);
            case 4 -> {
                // Leaves bytes out.
                int end = Math.min(input.length, at + length);
                changed = new byte[input.length - (end - at)];
                System.arraycopy(input, 0, changed, 0, at);
                System.arraycopy(input, end, changed, at, input.length - end);
            }
            case 5 -> {
                // Says bytes twice.
                int end = Math.min(input.length, at + length);
                changed = new byte[input.length + end - at];
                System.arraycopy(input, 0, changed, 0, end);
                System.arraycopy(input, at, changed, end, input.length - at);
            }
            default -> {
                // Early bytes decide most.
                changed[random.nextInt(Math.min(input.length, 64))] = (byte) TELLING[random.nextInt(TELLING.length)];
            }
        }
        return changed;
    }
}
