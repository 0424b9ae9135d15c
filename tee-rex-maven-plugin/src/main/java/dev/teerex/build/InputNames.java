package dev.teerex.build;

import dev.teerex.sdk.LocalProof.Input;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What reports and receipts call input files: those below a folder are named from there, so that it does not matter where that is. */
final class InputNames {
    private InputNames() {}

    static List<Input> relativeTo(Path folder, List<Input> inputs) {
        Path base = folder.toAbsolutePath().normalize();
        List<Input> named = new ArrayList<>();
        for (Input input : inputs) {
            Path absolute = Path.of(input.file()).toAbsolutePath().normalize();
            Path shown = absolute.startsWith(base) ? base.relativize(absolute) : absolute;
            named.add(new Input(shown.toString().replace('\\', '/'), input.sha256()));
        }
        return List.copyOf(named);
    }
}
