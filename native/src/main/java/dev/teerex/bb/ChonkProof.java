package dev.teerex.bb;

import dev.teerex.InputException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A Chonk proof: field elements of 32 bytes, big-endian, the public inputs first. All of it is public. bb's file form is
 * the elements one after the other; the network's form has their count in front, four bytes, big-endian.
 */
public final class ChonkProof {
    private static final int COUNT_SIZE = 4;

    private final byte[] fields;

    private ChonkProof(byte[] fields) {
        this.fields = fields;
    }

    /**
     * Returns the proof with these elements.
     *
     * @param fields the elements, as bb writes them to a file; copied
     * @throws InputException with {@link InputException.Code#BAD_PROOF} when it is empty or not whole elements
     */
    public static ChonkProof ofFields(byte[] fields) {
        if (fields.length == 0 || fields.length % Fields.SIZE != 0) {
            throw new InputException(
                    InputException.Code.BAD_PROOF,
                    "a Chonk proof of " + fields.length + " bytes is not a whole number of 32-byte field elements");
        }
        return new ChonkProof(fields.clone());
    }

    /**
     * Returns the proof in this network form.
     *
     * @throws InputException with {@link InputException.Code#BAD_PROOF} when the count and the length disagree
     */
    public static ChonkProof ofWire(byte[] wire) {
        if (wire.length < COUNT_SIZE
                || Integer.toUnsignedLong(ByteBuffer.wrap(wire).getInt()) * Fields.SIZE != wire.length - COUNT_SIZE) {
            throw new InputException(
                    InputException.Code.BAD_PROOF,
                    "a Chonk proof of " + wire.length
                            + " bytes does not have the length that its first four bytes say");
        }
        return ofFields(Arrays.copyOfRange(wire, COUNT_SIZE, wire.length));
    }

    /** Returns how many field elements it has. */
    public int fieldCount() {
        return fields.length / Fields.SIZE;
    }

    /** Returns the elements one after the other, a copy. */
    public byte[] toFields() {
        return fields.clone();
    }

    /** Returns the network form: the count, then the elements. */
    public byte[] toWire() {
        return ByteBuffer.allocate(COUNT_SIZE + fields.length)
                .putInt(fieldCount())
                .put(fields)
                .array();
    }

    byte[] fields() {
        return fields;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChonkProof that && Arrays.equals(fields, that.fields);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(fields);
    }

    @Override
    public String toString() {
        return "Chonk proof of " + fieldCount() + " fields";
    }
}
