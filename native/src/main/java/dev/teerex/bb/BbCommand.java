package dev.teerex.bb;

import dev.teerex.msgpack.MsgpackReader;
import dev.teerex.msgpack.MsgpackWriter;
import java.io.IOException;

/**
 * One command of bb's socket protocol. The request is {@code [[name, fields]]}, the answer {@code [name + "Response", fields]}
 * (measured on 4.1.2 and 5.0.0; {@code bb msgpack schema} prints all).
 *
 * @param <R> what the answer holds
 */
interface BbCommand<R> {
    /** The name on the wire. */
    String name();

    /** The name of the answer on the wire. */
    default String responseName() {
        return name() + "Response";
    }

    /** Writes the fields, as a map. */
    void encode(MsgpackWriter writer);

    /** Reads the answer's fields, a map. */
    R decode(MsgpackReader reader) throws IOException;
}
