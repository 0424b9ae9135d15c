package dev.teerex.bb;

import dev.teerex.msgpack.MsgpackReader;
import dev.teerex.msgpack.MsgpackWriter;
import java.io.IOException;
import java.util.Set;

/** The commands that prove and verify one Noir circuit. Their form is the same in bb 4 and 5. */
final class CircuitCommands {
    private static final byte[] NO_KEY = {};
    private static final int MAX_KEY = 64 * 1024;

    private CircuitCommands() {}

    private static void circuit(MsgpackWriter writer, byte[] bytecode, byte[] verificationKey) {
        writer.string("circuit")
                .map(3)
                .string("name")
                .string("circuit")
                .string("bytecode")
                .reference(bytecode)
                .string("verification_key")
                .binary(verificationKey);
    }

    /**
     * Asks for the circuit's size: how many gates. Needs no CRS. The answer's power of two is not read: it is too small for some.
     */
    record Stats(byte[] bytecode, VerifierTarget target) implements BbCommand<Integer> {
        @Override
        public String name() {
            return "CircuitStats";
        }

        @Override
        public String responseName() {
            return "CircuitInfoResponse";
        }

        @Override
        public void encode(MsgpackWriter writer) {
            writer.map(3);
            circuit(writer, bytecode, NO_KEY);
            writer.string("include_gates_per_opcode").bool(false).string("settings");
            target.encode(writer);
        }

        @Override
        public Integer decode(MsgpackReader reader) throws IOException {
            int[] gates = new int[1];
            Response.read(reader, Set.of("num_gates"), key -> {
                if (!key.equals("num_gates")) {
                    return false;
                }
                gates[0] = (int) reader.unsigned(Integer.MAX_VALUE);
                return true;
            });
            return gates[0];
        }
    }

    /** Proves; the key is computed on the way. */
    record Prove(byte[] bytecode, byte[] witness, VerifierTarget target) implements BbCommand<UltraHonkProof> {
        @Override
        public String name() {
            return "CircuitProve";
        }

        @Override
        public void encode(MsgpackWriter writer) {
            writer.map(3);
            circuit(writer, bytecode, NO_KEY);
            writer.string("witness").reference(witness).string("settings");
            target.encode(writer);
        }

        @Override
        public UltraHonkProof decode(MsgpackReader reader) throws IOException {
            byte[][] parts = new byte[3][];
            Response.read(reader, Set.of("proof", "public_inputs", "vk"), key -> {
                switch (key) {
                    case "proof" -> parts[0] = Fields.decode(reader);
                    case "public_inputs" -> parts[1] = Fields.decode(reader);
                    case "vk" -> parts[2] = key(reader);
                    default -> {
                        return false;
                    }
                }
                return true;
            });
            return new UltraHonkProof(parts[0], parts[1], parts[2]);
        }

        private static byte[] key(MsgpackReader reader) throws IOException {
            byte[][] bytes = new byte[1][];
            Response.read(reader, Set.of("bytes"), key -> {
                if (!key.equals("bytes")) {
                    return false;
                }
                bytes[0] = reader.binary(MAX_KEY);
                return true;
            });
            return bytes[0];
        }
    }

    /** Verifies. */
    record Verify(UltraHonkProof proof, VerifierTarget target) implements BbCommand<Boolean> {
        @Override
        public String name() {
            return "CircuitVerify";
        }

        @Override
        public void encode(MsgpackWriter writer) {
            writer.map(4).string("verification_key").binary(proof.verificationKey());
            writer.string("public_inputs");
            Fields.encode(writer, proof.publicInputs());
            writer.string("proof");
            Fields.encode(writer, proof.proof());
            writer.string("settings");
            target.encode(writer);
        }

        @Override
        public Boolean decode(MsgpackReader reader) throws IOException {
            return verdict(reader, "verified");
        }
    }

    /** Reads an answer that is one boolean. */
    static boolean verdict(MsgpackReader reader, String field) throws IOException {
        boolean[] verdict = new boolean[1];
        Response.read(reader, Set.of(field), key -> {
            if (!key.equals(field)) {
                return false;
            }
            verdict[0] = reader.bool();
            return true;
        });
        return verdict[0];
    }
}
