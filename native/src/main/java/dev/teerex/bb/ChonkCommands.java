package dev.teerex.bb;

import dev.teerex.InputException;
import dev.teerex.msgpack.MsgpackReader;
import dev.teerex.msgpack.MsgpackWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The commands that prove and verify a private transaction. The proof's form on the socket differs between bb 4 and 5. */
final class ChonkCommands {
    /** The parts of bb 5's proof, flat, in the order of its schema. No bb 5 proof has been seen here: nothing that makes one was to be had. */
    private static final List<String> PARTS_5 =
            List.of("hiding_oink_proof", "merge_proof", "eccvm_proof", "ipa_proof", "joint_proof");

    private static final String MEGA = "mega_proof";
    private static final String GOBLIN = "goblin_proof";

    /** The parts of bb 4's goblin proof in the order of its file form, and their fixed sizes in fields (measured: 4.1.2). */
    private static final List<Part> GOBLIN_PARTS = List.of(
            new Part("merge_proof", 42),
            new Part("eccvm_proof", 608),
            new Part("ipa_proof", 64),
            new Part("translator_proof", 786));

    private static final int GOBLIN_FIELDS =
            GOBLIN_PARTS.stream().mapToInt(Part::fields).sum();

    /** All names that stand in bb 4's proof, the order being that of the file form; the goblin proof itself adds nothing. */
    private static final List<String> PARTS_4 = Stream.concat(
                    Stream.of(MEGA, GOBLIN), GOBLIN_PARTS.stream().map(Part::name))
            .toList();

    private static final byte[] NOTHING = {};
    private static final int MAX_PARTS = 8;
    private static final int MAX_PART_NAME = 100;

    private ChonkCommands() {}

    private record Part(String name, int fields) {}

    /** A command whose answer says no more than that it was done. */
    interface Acknowledged extends BbCommand<Boolean> {
        @Override
        default Boolean decode(MsgpackReader reader) throws IOException {
            Response.readEmpty(reader);
            return true;
        }
    }

    /** Begins a transaction of this many steps; what was begun before is forgotten. */
    record Start(int steps) implements Acknowledged {
        @Override
        public String name() {
            return "ChonkStart";
        }

        @Override
        public void encode(MsgpackWriter writer) {
            writer.map(1).string("num_circuits").unsigned(steps);
        }
    }

    /** Loads the circuit of the next step. */
    record Load(PrivateExecutionStep step) implements Acknowledged {
        @Override
        public String name() {
            return "ChonkLoad";
        }

        @Override
        public void encode(MsgpackWriter writer) {
            writer.map(1)
                    .string("circuit")
                    .map(3)
                    .string("name")
                    .string(step.name())
                    .string("bytecode")
                    .reference(step.bytecode())
                    .string("verification_key")
                    .binary(step.verificationKey());
        }
    }

    /** Folds the loaded step with its witness. */
    record Accumulate(PrivateExecutionStep step) implements Acknowledged {
        @Override
        public String name() {
            return "ChonkAccumulate";
        }

        @Override
        public void encode(MsgpackWriter writer) {
            writer.map(1).string("witness").reference(step.witness());
        }
    }

    /** Proves what was folded. */
    record Prove(BbVersion version) implements BbCommand<ChonkProof> {
        @Override
        public String name() {
            return "ChonkProve";
        }

        @Override
        public void encode(MsgpackWriter writer) {
            writer.map(0);
        }

        @Override
        public ChonkProof decode(MsgpackReader reader) throws IOException {
            Map<String, byte[]> parts = new HashMap<>();
            Response.read(reader, Set.of("proof"), key -> {
                if (!key.equals("proof")) {
                    return false;
                }
                readParts(reader, parts);
                return true;
            });
            List<String> order = version.major() < 5 ? PARTS_4 : PARTS_5;
            if (!parts.keySet().equals(Set.copyOf(order))) {
                throw new IOException("a proof of the parts " + parts.keySet() + " instead of " + order);
            }
            ByteBuffer joined = ByteBuffer.allocate(
                    parts.values().stream().mapToInt(part -> part.length).sum());
            order.forEach(part -> joined.put(parts.get(part)));
            return ChonkProof.ofFields(joined.array());
        }

        private static void readParts(MsgpackReader reader, Map<String, byte[]> parts) throws IOException {
            for (int left = reader.map(MAX_PARTS); left > 0; left--) {
                String key = reader.string(MAX_PART_NAME);
                if (key.equals(GOBLIN) && parts.putIfAbsent(GOBLIN, NOTHING) == null) {
                    readParts(reader, parts);
                } else if (parts.putIfAbsent(key, Fields.decode(reader)) != null) {
                    throw new IOException("the proof's part " + key + " is there twice");
                }
            }
        }
    }

    /** Verifies with bb 4, which takes the proof in its parts. */
    record VerifyParts(ChonkProof proof, byte[] verificationKey) implements BbCommand<Boolean> {
        VerifyParts {
            if (proof.fieldCount() <= GOBLIN_FIELDS) {
                throw new InputException(
                        InputException.Code.BAD_PROOF,
                        "a Chonk proof of " + proof.fieldCount() + " fields is too short: " + GOBLIN_FIELDS
                                + " belong to its last four parts alone");
            }
        }

        @Override
        public String name() {
            return "ChonkVerify";
        }

        @Override
        public void encode(MsgpackWriter writer) {
            int at = proof.fieldCount() - GOBLIN_FIELDS;
            writer.map(2).string("proof").map(2).string(MEGA);
            Fields.encode(writer, proof.fields(), 0, at);
            writer.string(GOBLIN).map(GOBLIN_PARTS.size());
            for (Part part : GOBLIN_PARTS) {
                writer.string(part.name());
                Fields.encode(writer, proof.fields(), at, part.fields());
                at += part.fields();
            }
            writer.string("vk").binary(verificationKey);
        }

        @Override
        public Boolean decode(MsgpackReader reader) throws IOException {
            return CircuitCommands.verdict(reader, "valid");
        }
    }

    /** Verifies with bb 5, which also takes the proof's fields as they are. */
    record VerifyFields(ChonkProof proof, byte[] verificationKey) implements BbCommand<Boolean> {
        @Override
        public String name() {
            return "ChonkVerifyFromFields";
        }

        @Override
        public void encode(MsgpackWriter writer) {
            writer.map(2).string("proof");
            Fields.encode(writer, proof.fields());
            writer.string("vk").binary(verificationKey);
        }

        @Override
        public Boolean decode(MsgpackReader reader) throws IOException {
            return CircuitCommands.verdict(reader, "valid");
        }
    }
}
