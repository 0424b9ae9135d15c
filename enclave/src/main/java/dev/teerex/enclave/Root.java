package dev.teerex.enclave;

import dev.teerex.Sha256;
import dev.teerex.eif.ramdisk.FileContent;
import dev.teerex.eif.ramdisk.FileTree;
import dev.teerex.eif.ramdisk.Node.Directory;
import dev.teerex.eif.ramdisk.Node.RegularFile;
import dev.teerex.eif.ramdisk.Permissions;
import dev.teerex.enclave.Manifest.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the server sees as its root: every file with its mode and where it comes from. All belongs to the user root. */
final class Root {
    /** Read by all. */
    static final int FILE = 0644;
    /** Run by all. */
    static final int PROGRAM = 0755;
    /** A folder in which anybody can make files, and remove their own. */
    static final int SHARED_FOLDER = 01777;

    private final FileTree tree = new FileTree();
    private final List<Path> files = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();

    void add(String name, Path file, int mode, String origin) throws IOException {
        tree.put(name, new RegularFile(Permissions.root(mode), FileContent.file(file)));
        files.add(file);
        entries.add(new Entry(name, mode, Files.size(file), Sha256.ofFile(file), origin));
    }

    void addText(String name, String text, String origin) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        tree.put(name, new RegularFile(Permissions.root(FILE), FileContent.bytes(bytes)));
        entries.add(new Entry(name, FILE, bytes.length, Sha256.ofText(text), origin));
    }

    void addFolder(String name, int mode) {
        tree.put(name, new Directory(Permissions.root(mode)));
    }

    FileTree tree() {
        return tree;
    }

    /** Returns those that were files before, which programs and libraries are among. */
    List<Path> files() {
        return List.copyOf(files);
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }
}
