package dev.teerex.build;

import dev.teerex.InputException;
import dev.teerex.InputException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file of a verification key that proofs must be for. */
final class KeyFile {
    private static final int MAX_SIZE = 64 * 1024;
    private static final int FIELD = 32;

    private KeyFile() {}

    /**
     * Reads it.
     *
     * @throws InputException when it cannot be read or is no key
     */
    static byte[] read(Path file) {
        try {
            if (Files.size(file) > MAX_SIZE) {
                throw new InputException(Code.BAD_VERIFICATION_KEY, file + " is too large for a key (tee-rex.vk)");
            }
            byte[] key = Files.readAllBytes(file);
            if (key.length == 0 || key.length % FIELD != 0) {
                throw new InputException(
                        Code.BAD_VERIFICATION_KEY,
                        file + " is not a verification key: it has " + key.length + " bytes, and keys have fields of "
                                + FIELD + "; take the vk that tee-rex:prove or bb wrote (tee-rex.vk)");
            }
            return key;
        } catch (IOException e) {
            throw new InputException(Code.UNREADABLE, file + " does not exist or cannot be read (tee-rex.vk)", e);
        }
    }
}
