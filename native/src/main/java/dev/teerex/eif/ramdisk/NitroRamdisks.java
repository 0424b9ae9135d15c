package dev.teerex.eif.ramdisk;

import dev.teerex.eif.EifException;
import dev.teerex.eif.EifException.Code;
import dev.teerex.eif.ramdisk.Node.Directory;
import dev.teerex.eif.ramdisk.Node.RegularFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The two ramdisks of an enclave image as nitro-cli lays them out, for AWS's init or one that expects the same: the first
 * depends on no application, the second holds the application under {@code rootfs} and how to start it.
 */
public final class NitroRamdisks {
    private static final String ROOT = "rootfs";
    private static final List<String> MOUNT_POINTS = List.of("dev", "run", "sys", "var", "proc", "tmp");
    private static final Permissions EXECUTABLE = Permissions.root(0755);
    private static final Permissions READABLE = Permissions.root(0644);

    private NitroRamdisks() {}

    /**
     * Returns the first ramdisk: {@code dev}, {@code init} and {@code nsm.ko}.
     *
     * @param init the first process, a static executable
     * @param nsm the kernel module for {@code /dev/nsm}; empty if the kernel has it built in
     */
    public static FileTree bootstrap(FileContent init, Optional<FileContent> nsm) {
        FileTree tree = new FileTree();
        tree.put("dev", new Directory(EXECUTABLE));
        tree.put("init", new RegularFile(EXECUTABLE, init));
        nsm.ifPresent(module -> tree.put("nsm.ko", new RegularFile(EXECUTABLE, module)));
        return tree;
    }

    /**
     * Returns the second ramdisk: {@code rootfs} with the points that init mounts on, {@code cmd} and {@code env}.
     *
     * @param root what the application sees as its root
     * @param command the program and its arguments, at least one
     * @param environment {@code NAME=VALUE} each
     * @throws EifException if there is no command, or a value is empty or has a line break or NUL, which the files have no room for
     */
    public static FileTree application(FileTree root, List<String> command, List<String> environment) {
        if (command.isEmpty()) {
            throw new EifException(Code.BAD_CONTAINER_IMAGE, "there is no command to start: name one");
        }
        FileTree tree = new FileTree();
        tree.putAll(ROOT, root);
        for (String point : MOUNT_POINTS) {
            String name = ROOT + "/" + point;
            if (tree.get(name).isEmpty()) {
                tree.put(name, new Directory(EXECUTABLE));
            }
        }
        tree.put("cmd", new RegularFile(READABLE, lines("command", command)));
        tree.put("env", new RegularFile(READABLE, lines("environment", environment)));
        return tree;
    }

    private static FileContent lines(String what, List<String> values) {
        StringBuilder lines = new StringBuilder();
        for (String value : values) {
            if (value.chars().anyMatch(c -> c == '\n' || c == '\0')) {
                throw new EifException(
                        Code.UNSUPPORTED,
                        "the " + what
                                + " has a value with a line break or NUL in it; take that out, or start a script that has it");
            }
            if (value.isEmpty()) {
                throw new EifException(
                        Code.UNSUPPORTED,
                        "the " + what
                                + " has an empty value, which init would leave out of it; take it out, or start a script that has it");
            }
            lines.append(value).append('\n');
        }
        return FileContent.bytes(lines.toString().getBytes(StandardCharsets.UTF_8));
    }
}
