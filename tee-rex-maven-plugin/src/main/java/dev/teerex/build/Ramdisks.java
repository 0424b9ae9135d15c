package dev.teerex.build;

import dev.teerex.InputException;
import dev.teerex.InputException.Code;
import dev.teerex.eif.Architecture;
import dev.teerex.eif.SectionContent;
import dev.teerex.eif.container.ContainerImage;
import dev.teerex.eif.container.ContainerLimits;
import dev.teerex.eif.ramdisk.FileContent;
import dev.teerex.eif.ramdisk.FileTree;
import dev.teerex.eif.ramdisk.ModeManifest;
import dev.teerex.eif.ramdisk.NitroRamdisks;
import dev.teerex.eif.ramdisk.RootFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The ramdisks of an image that is being built, as a request describes them. Closing removes what was unpacked for them. */
final class Ramdisks implements AutoCloseable {
    private final List<SectionContent> contents;
    private final @Nullable ContainerImage unpacked;

    private Ramdisks(List<SectionContent> contents, @Nullable ContainerImage unpacked) {
        this.contents = contents;
        this.unpacked = unpacked;
    }

    /** Lists what goes in; layers of a container image that are packed are unpacked into {@code workFolder}. */
    static Ramdisks of(RamdiskRequest request, Architecture architecture, Path workFolder) {
        if (!request.ramdisks().isEmpty()) {
            requireNothingElse(request);
            return new Ramdisks(
                    request.ramdisks().stream()
                            .map(file -> SectionContent.file(Inputs.file(file, "tee-rex.ramdisks")))
                            .toList(),
                    null);
        }
        FileTree bootstrap = bootstrap(request);
        @Nullable Path root = request.root();
        @Nullable Path image = request.image();
        if ((root == null) == (image == null)) {
            throw new InputException(
                    Code.BAD_OPTION,
                    "the application comes from tee-rex.root or from tee-rex.image: name one of them, not both");
        }
        return root == null
                ? ofImage(request, bootstrap, image, architecture, workFolder)
                : ofRoot(request, bootstrap, root);
    }

    private static void requireNothingElse(RamdiskRequest request) {
        if (!request.equals(RamdiskRequest.ready(request.ramdisks()))) {
            throw new InputException(
                    Code.BAD_OPTION,
                    "tee-rex.ramdisks are taken as they are: tee-rex.init, nsmModule, root, modes, image, command and"
                            + " environment do not go with them");
        }
    }

    private static FileTree bootstrap(RamdiskRequest request) {
        FileContent init = FileContent.file(Inputs.file(request.init(), "tee-rex.init"));
        Optional<FileContent> nsmModule = Optional.ofNullable(request.nsmModule())
                .map(file -> FileContent.file(Inputs.file(file, "tee-rex.nsmModule")));
        return NitroRamdisks.bootstrap(init, nsmModule);
    }

    private static Ramdisks ofRoot(RamdiskRequest request, FileTree bootstrap, Path root) {
        @Nullable Path modes = request.modes();
        ModeManifest manifest =
                modes == null ? new ModeManifest(Map.of()) : ModeManifest.read(Inputs.file(modes, "tee-rex.modes"));
        if (request.command().isEmpty()) {
            throw new InputException(Code.BAD_OPTION, "say what init is to start: tee-rex.command");
        }
        FileTree tree = RootFolder.read(Inputs.folder(root, "tee-rex.root"), manifest);
        return new Ramdisks(ramdisks(bootstrap, tree, request.command(), request.environment()), null);
    }

    private static Ramdisks ofImage(
            RamdiskRequest request, FileTree bootstrap, Path image, Architecture architecture, Path workFolder) {
        if (request.modes() != null) {
            throw new InputException(Code.BAD_OPTION, "a container image has its own modes, not tee-rex.modes");
        }
        Path source =
                Files.isDirectory(image) ? Inputs.folder(image, "tee-rex.image") : Inputs.file(image, "tee-rex.image");
        ContainerImage opened = ContainerImage.open(source, architecture, workFolder, ContainerLimits.DEFAULT);
        boolean used = false;
        try {
            List<String> command = request.command().isEmpty() ? opened.command() : request.command();
            List<String> environment = request.environment().isEmpty() ? opened.environment() : request.environment();
            Ramdisks ramdisks = new Ramdisks(ramdisks(bootstrap, opened.root(), command, environment), opened);
            used = true;
            return ramdisks;
        } finally {
            if (!used) {
                opened.close();
            }
        }
    }

    private static List<SectionContent> ramdisks(
            FileTree bootstrap, FileTree root, List<String> command, List<String> environment) {
        return List.of(
                bootstrap.asRamdisk(),
                NitroRamdisks.application(root, command, environment).asRamdisk());
    }

    List<SectionContent> contents() {
        return contents;
    }

    @Override
    public void close() {
        if (unpacked != null) {
            unpacked.close();
        }
    }
}
