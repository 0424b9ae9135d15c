package dev.teerex.build;

import dev.teerex.InputException;
import dev.teerex.InputException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Files and folders that options name: looked for before anything is done, so that a failure names the option. */
final class Inputs {
    private Inputs() {}

    static Path file(@Nullable Path file, String option) {
        if (file == null) {
            throw new BuildException(BuildException.Code.NOTHING_GIVEN, "name a file with " + option, null);
        }
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new InputException(
                    Code.UNREADABLE, file + " is not a file that can be read (" + option + "); check the name");
        }
        return file;
    }

    /** Returns where the folder is, whatever links lead there. */
    static Path folder(Path folder, String option) {
        try {
            Path real = folder.toRealPath();
            if (Files.isDirectory(real)) {
                return real;
            }
        } catch (IOException e) {
            throw new InputException(Code.UNREADABLE, folder + " cannot be found (" + option + ")", e);
        }
        throw new InputException(Code.UNREADABLE, folder + " is not a folder (" + option + ")");
    }
}
