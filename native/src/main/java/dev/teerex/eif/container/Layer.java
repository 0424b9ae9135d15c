package dev.teerex.eif.container;

import dev.teerex.eif.EifException;
import dev.teerex.eif.EifException.Code;
import dev.teerex.eif.ramdisk.FileSlice;
import dev.teerex.eif.ramdisk.FileTree;
import dev.teerex.eif.ramdisk.Node;
import dev.teerex.eif.ramdisk.Node.Directory;
import dev.teerex.eif.ramdisk.Node.RegularFile;
import dev.teerex.eif.ramdisk.Node.SymbolicLink;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * One layer of a container image, and how it changes the layers below (OCI image specification, "Image Layer Filesystem
 * Changeset").
 */
final class Layer {
    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";

    private final FileTree below;
    private final FileTree added = new FileTree();
    /** What the layer has members for; the folders above them are only implied, and change nothing that is there. */
    private final Set<String> named = new HashSet<>();

    private final Set<String> removed = new LinkedHashSet<>();
    private final Set<String> emptied = new LinkedHashSet<>();

    private Layer(FileTree below) {
        this.below = below;
    }

    /** Puts a layer over a tree, which is changed. */
    static void apply(FileSlice archive, FileTree tree) {
        Layer layer = new Layer(tree);
        try (TarReader tar = new TarReader(archive)) {
            for (Optional<TarEntry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
                layer.read(entry.get());
            }
        }
        // "Whiteout files MUST only apply to resources in lower/parent layers", wherever they stand in the archive.
        layer.removed.forEach(tree::remove);
        layer.emptied.forEach(tree::removeBelow);
        layer.added.nodes().forEach((name, node) -> {
            boolean implied = !layer.named.contains(name);
            if (!implied || tree.get(name).filter(Directory.class::isInstance).isEmpty()) {
                tree.put(name, node);
            }
        });
    }

    private void read(TarEntry entry) {
        String name = relative(entry.name());
        if (name.isEmpty()) {
            return;
        }
        int slash = name.lastIndexOf('/');
        String base = name.substring(slash + 1);
        if (base.equals(OPAQUE)) {
            if (slash < 0) {
                below.nodes().keySet().stream()
                        .filter(top -> top.indexOf('/') < 0)
                        .forEach(removed::add);
            } else {
                emptied.add(name.substring(0, slash));
            }
        } else if (base.startsWith(WHITEOUT)) {
            String hidden = base.substring(WHITEOUT.length());
            if (hidden.isEmpty() || hidden.startsWith(WHITEOUT)) {
                throw new EifException(Code.UNSUPPORTED, "a layer has the unknown mark \"" + name + "\"");
            }
            removed.add(name.substring(0, slash + 1) + hidden);
        } else {
            added.put(name, node(entry, name));
            named.add(name);
        }
    }

    private Node node(TarEntry entry, String name) {
        return switch (entry.type()) {
            case TarEntry.DIRECTORY -> new Directory(entry.permissions());
            case TarEntry.REGULAR_FILE -> new RegularFile(entry.permissions(), entry.content());
            case TarEntry.SYMBOLIC_LINK -> new SymbolicLink(entry.permissions(), entry.linkName());
            case TarEntry.HARD_LINK -> linked(relative(entry.linkName()), name);
            default ->
                throw new EifException(
                        Code.UNSUPPORTED,
                        "\"" + name + "\" is neither a folder, a file nor a link: remove it from the container image");
        };
    }

    private Node linked(String target, String name) {
        Node node = added.get(target)
                .or(() -> below.get(target))
                .orElseThrow(() -> new EifException(
                        Code.BAD_CONTAINER_IMAGE,
                        "\"" + name + "\" is a hard link to \"" + target + "\", which is not there"));
        if (node instanceof Directory) {
            throw new EifException(Code.BAD_CONTAINER_IMAGE, "\"" + name + "\" is a hard link to a folder");
        }
        return node;
    }

    /** Archives give names with or without {@code ./} in front, and folders with {@code /} at the end. */
    private static String relative(String name) {
        String relative = name.equals(".") ? "" : name;
        while (relative.startsWith("./")) {
            relative = relative.substring(2);
        }
        return relative.endsWith("/") ? relative.substring(0, relative.length() - 1) : relative;
    }
}
