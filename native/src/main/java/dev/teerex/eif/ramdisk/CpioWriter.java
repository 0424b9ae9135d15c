package dev.teerex.eif.ramdisk;

import dev.teerex.eif.EifException;
import dev.teerex.eif.EifException.Code;
import dev.teerex.eif.ramdisk.Node.Directory;
import dev.teerex.eif.ramdisk.Node.RegularFile;
import dev.teerex.eif.ramdisk.Node.SymbolicLink;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Writes a cpio archive in the newc format (Linux, Documentation/driver-api/early-userspace/buffer-format.rst), with
 * everything pinned that could vary: names in byte order, inodes counted from 1, times and devices 0, the end padded to
 * 512 bytes.
 *
 * <p>The last name of a file with several carries its bytes, which is what GNU cpio writes and the kernel links.
 */
final class CpioWriter {
    static final String TRAILER = "TRAILER!!!";
    static final String MAGIC = "070701";
    static final int DIRECTORY = 0040000;
    static final int REGULAR_FILE = 0100000;
    static final int SYMBOLIC_LINK = 0120000;

    private static final long MAX_SIZE = 0xffff_ffffL;
    private static final int BLOCK = 512;
    private static final HexFormat HEX = HexFormat.of();

    private final OutputStream out;
    private final IdentityHashMap<RegularFile, HardLinks> files = new IdentityHashMap<>();
    private long position;
    private int inodes;

    private CpioWriter(OutputStream out) {
        this.out = out;
    }

    static void write(FileTree tree, OutputStream out) throws IOException {
        CpioWriter writer = new CpioWriter(out);
        for (Node node : tree.nodes().values()) {
            if (node instanceof RegularFile file) {
                writer.files.computeIfAbsent(file, first -> new HardLinks()).names++;
            }
        }
        for (Map.Entry<String, Node> entry : tree.nodes().entrySet()) {
            writer.write(entry.getKey(), entry.getValue());
        }
        writer.header(TRAILER, 0, 0, Permissions.root(0), 1, 0);
        writer.pad(BLOCK);
    }

    private void write(String name, Node node) throws IOException {
        if (node instanceof Directory directory) {
            header(name, ++inodes, DIRECTORY, directory.permissions(), 2, 0);
        } else if (node instanceof SymbolicLink link) {
            byte[] target = link.target().getBytes(StandardCharsets.UTF_8);
            header(name, ++inodes, SYMBOLIC_LINK, link.permissions(), 1, target.length);
            data(FileContent.bytes(target));
        } else if (node instanceof RegularFile file) {
            write(name, file);
        }
    }

    private void write(String name, RegularFile file) throws IOException {
        HardLinks links = files.computeIfAbsent(file, first -> new HardLinks());
        if (links.inode == 0) {
            links.inode = ++inodes;
        }
        boolean last = ++links.written == links.names;
        long size = last ? file.content().size() : 0;
        if (size > MAX_SIZE) {
            throw new EifException(Code.TOO_LARGE, "\"" + name + "\" is larger than the 4 GiB that cpio has room for");
        }
        header(name, links.inode, REGULAR_FILE, file.permissions(), links.names, size);
        if (last) {
            data(file.content());
        }
    }

    private void header(String name, int inode, int type, Permissions permissions, int links, long size)
            throws IOException {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        StringBuilder header = new StringBuilder(MAGIC);
        long[] fields = {
            inode,
            type | permissions.mode(),
            permissions.uid(),
            permissions.gid(),
            links,
            0, // time of change
            size,
            0, // device, major and minor
            0,
            0, // device that the file is, major and minor
            0,
            utf8.length + 1,
            0 // checksum, which this format has not
        };
        for (long field : fields) {
            header.append(HEX.toHexDigits(field, 8));
        }
        put(header.toString().getBytes(StandardCharsets.US_ASCII));
        put(utf8);
        put(new byte[1]);
        pad(4);
    }

    private void data(FileContent content) throws IOException {
        content.writeTo(out);
        position += content.size();
        pad(4);
    }

    private void put(byte[] bytes) throws IOException {
        out.write(bytes);
        position += bytes.length;
    }

    private void pad(int unit) throws IOException {
        put(new byte[(int) Math.floorMod(-position, (long) unit)]);
    }

    /** One file, and how many of its names are written. */
    private static final class HardLinks {
        private int names;
        private int written;
        private int inode;
    }
}
