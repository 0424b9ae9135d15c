package dev.teerex.bb;

import dev.teerex.Printable;
import dev.teerex.bb.BbException.Code;
import dev.teerex.msgpack.MsgpackReader;
import java.io.IOException;
import java.util.List;

/** What bb answers to a command: the response that belongs to it, or an error in words. */
final class BbResponse {
    private static final int MAX_NAME = 100;
    private static final int MAX_MESSAGE = 64 * 1024;
    private static final int SHOWN_MESSAGE = 600;

    /**
     * How an error begins when the system gives bb no more memory: what() of C++'s own exceptions, as bb 5.0.0 was measured to
     * answer under {@code ulimit -d}. Its protocol has no other sign of that, and it says the same of an impossible length in a
     * damaged circuit.
     */
    private static final List<String> OUT_OF_MEMORY = List.of("std::bad_alloc", "thread constructor failed");

    private BbResponse() {}

    /**
     * Reads the answer to a command.
     *
     * @throws BbException with {@link Code#REJECTED} or {@link Code#OUT_OF_MEMORY} when it is an error
     * @throws IOException when it is nothing that this version of bb is known to say
     */
    static <R> R read(MsgpackReader reader, BbCommand<R> command, BbVersion version) throws IOException {
        if (reader.array(2) != 2) {
            throw new IOException("an answer of another shape");
        }
        String name = reader.string(MAX_NAME);
        if (name.equals("ErrorResponse")) {
            throw error(message(reader), command, version);
        }
        if (!name.equals(command.responseName())) {
            throw new IOException("an answer to another command");
        }
        return command.decode(reader);
    }

    private static String message(MsgpackReader reader) throws IOException {
        String message = "";
        for (int fields = reader.map(8); fields > 0; fields--) {
            if (reader.string(MAX_NAME).equals("message")) {
                message = reader.string(MAX_MESSAGE);
            } else {
                reader.skip();
            }
        }
        return BbOutput.withoutMemoryFigure(Printable.of(message.replaceAll("\\p{Cntrl}+", " ")));
    }

    private static BbException error(String message, BbCommand<?> command, BbVersion version) {
        String shown = message.length() > SHOWN_MESSAGE ? message.substring(0, SHOWN_MESSAGE) + "…" : message;
        if (OUT_OF_MEMORY.stream().anyMatch(message::startsWith)) {
            return new BbException(
                    Code.OUT_OF_MEMORY,
                    "bb " + version + " ran out of memory during " + command.name() + ": " + shown
                            + "; where the inputs are whole and made for this version, let it have more (the machine's, or a"
                            + " limit such as ulimit -d or a server's --bb-memory), or give it fewer tee-rex.threads",
                    shown,
                    null);
        }
        return new BbException(
                Code.REJECTED, "bb " + version + " refused " + command.name() + ": " + shown, shown, null);
    }
}
