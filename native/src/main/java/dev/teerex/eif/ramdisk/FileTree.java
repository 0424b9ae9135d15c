package dev.teerex.eif.ramdisk;

import dev.teerex.eif.EifException;
import dev.teerex.eif.EifException.Code;
import dev.teerex.eif.SectionContent;
import dev.teerex.eif.ramdisk.Node.Directory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Names and what is under them, in the order of the names' UTF-8 bytes. Every name's folder is there, and nothing is under
 * a name that is not a folder. Names are relative, with {@code /} between their parts, such as {@code etc/passwd}. Nothing
 * is ever unpacked while an image is built, so no name can lead anywhere on the building machine. Not thread-safe.
 */
public final class FileTree {
    private static final int MAX_NODES = 200_000;

    /** PATH_MAX and NAME_MAX of Linux, of which the first counts the NUL at the end. */
    private static final int MAX_NAME = 4095;

    private static final int MAX_PART = 255;
    private static final Permissions IMPLIED = Permissions.root(0755);
    private static final Comparator<String> BYTE_ORDER =
            Comparator.comparing(name -> name.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    private final TreeMap<String, Node> nodes = new TreeMap<>(BYTE_ORDER);

    /** Returns what is under all names, folders before what is in them; a view that cannot be changed. */
    public SortedMap<String, Node> nodes() {
        return Collections.unmodifiableSortedMap(nodes);
    }

    /** Returns what is under a name. */
    public Optional<Node> get(String name) {
        return Optional.ofNullable(nodes.get(name));
    }

    /**
     * Puts something under a name. Folders above it that are not there are made, with mode 0755. A folder over a folder
     * leaves what is in it; everything else replaces what was under the name.
     *
     * @throws EifException if the name cannot be one of a file, if it goes through something that is not a folder, or if
     *     the tree has 200,000 names
     */
    public void put(String name, Node node) {
        checkName(name);
        for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
            String folder = name.substring(0, slash);
            if (!(nodes.computeIfAbsent(folder, missing -> new Directory(IMPLIED)) instanceof Directory)) {
                throw new EifException(
                        Code.UNSAFE_NAME, "\"" + name + "\" goes through \"" + folder + "\", which is not a folder");
            }
        }
        if (!(node instanceof Directory)) {
            removeBelow(name);
        }
        nodes.put(name, node);
        if (nodes.size() > MAX_NODES) {
            throw new EifException(Code.TOO_LARGE, "there are more than " + MAX_NODES + " files");
        }
    }

    /** Puts all of another tree below a name. */
    public void putAll(String folder, FileTree tree) {
        tree.nodes.forEach((name, node) -> put(folder + "/" + name, node));
    }

    /** Removes what is under a name and below it, if there is anything. */
    public void remove(String name) {
        removeBelow(name);
        nodes.remove(name);
    }

    /** Removes what is below a name. */
    public void removeBelow(String name) {
        // '0' is the character after '/'.
        nodes.subMap(name + "/", name + "0").clear();
    }

    /** Returns this tree as a ramdisk: an archive that is not compressed, written when the image is. */
    public SectionContent asRamdisk() {
        return out -> CpioWriter.write(this, out);
    }

    private static void checkName(String name) {
        boolean possible = name.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME
                && name.indexOf('\0') < 0
                // What decoders put where a name was not UTF-8.
                && name.indexOf('\ufffd') < 0
                && StandardCharsets.UTF_8.newEncoder().canEncode(name)
                && !name.equals(CpioWriter.TRAILER);
        for (String part : name.split("/", -1)) {
            possible &= !part.isEmpty()
                    && !part.equals(".")
                    && !part.equals("..")
                    && part.getBytes(StandardCharsets.UTF_8).length <= MAX_PART;
        }
        if (!possible) {
            throw new EifException(
                    Code.UNSAFE_NAME,
                    "\"" + name + "\" cannot be the name of a file: names are relative, in UTF-8 and without \"..\"");
        }
    }
}
