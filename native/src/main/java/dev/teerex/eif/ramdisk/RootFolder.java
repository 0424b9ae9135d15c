package dev.teerex.eif.ramdisk;

import dev.teerex.eif.EifException;
import dev.teerex.eif.EifException.Code;
import dev.teerex.eif.ramdisk.Node.Directory;
import dev.teerex.eif.ramdisk.Node.RegularFile;
import dev.teerex.eif.ramdisk.Node.SymbolicLink;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.TreeSet;

/** Turns a folder into a tree of files, with modes that a manifest says and not the folder. */
public final class RootFolder {
    private static final int DIRECTORY_MODE = 0755;
    private static final int FILE_MODE = 0644;
    private static final int LINK_MODE = 0777;

    private RootFolder() {}

    /**
     * Lists a folder. The files are read when the image is written, and must not change until then.
     *
     * @param folder what becomes the root; symbolic links in it stay links, hard links become files of their own
     * @param manifest the modes; each name in it must be there and must not be that of a symbolic link
     * @return the tree
     * @throws EifException if the folder cannot be read, holds something that is neither folder, file nor symbolic link,
     *     or lacks a name of the manifest
     */
    public static FileTree read(Path folder, ModeManifest manifest) {
        FileTree tree = new FileTree();
        Set<String> unused = new TreeSet<>(manifest.modes().keySet());
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
                    if (!path.equals(folder)) {
                        tree.put(nameOf(path), new Directory(permissions(path, DIRECTORY_MODE)));
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                    tree.put(nameOf(path), node(path, attributes));
                    return FileVisitResult.CONTINUE;
                }

                private Node node(Path path, BasicFileAttributes attributes) throws IOException {
                    if (attributes.isSymbolicLink()) {
                        String target = Files.readSymbolicLink(path).toString();
                        return new SymbolicLink(Permissions.root(LINK_MODE), target);
                    }
                    if (attributes.isRegularFile()) {
                        return new RegularFile(permissions(path, FILE_MODE), FileSlice.whole(path, attributes.size()));
                    }
                    throw new EifException(
                            Code.UNSUPPORTED, path + " is neither a folder, a file nor a symbolic link: remove it");
                }

                private Permissions permissions(Path path, int otherwise) {
                    String name = nameOf(path);
                    unused.remove(name);
                    return Permissions.root(manifest.modes().getOrDefault(name, otherwise));
                }

                private String nameOf(Path path) {
                    return folder.relativize(path).toString().replace(File.separatorChar, '/');
                }
            });
        } catch (IOException e) {
            throw EifException.unreadable(folder, e);
        }
        if (!unused.isEmpty()) {
            throw new EifException(
                    Code.BAD_MANIFEST, "the manifest names what is not a file or folder of " + folder + ": " + unused);
        }
        return tree;
    }
}
