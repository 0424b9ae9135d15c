package dev.teerex.eif.ramdisk;

import static dev.teerex.eif.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.eif.EifException.Code;
import dev.teerex.eif.ramdisk.Node.Directory;
import dev.teerex.eif.ramdisk.Node.RegularFile;
import dev.teerex.eif.ramdisk.Node.SymbolicLink;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreeTest {
    private static final FileContent ONE = FileContent.bytes(new byte[] {1});
    private static final RegularFile FILE = new RegularFile(Permissions.root(0644), ONE);
    private static final Directory FOLDER = new Directory(Permissions.root(0755));

    @TempDir
    Path folder;

    @Test
    void namesThatLeadOutOrCannotBeAreRefused() {
        FileTree tree = new FileTree();
        for (String name : List.of(
                "",
                "/etc",
                "a/",
                "a//b",
                "..",
                "a/../b",
                ".",
                "a/.",
                "a\0b",
                "\ud800",
                "\ufffd",
                "TRAILER!!!",
                "x".repeat(256),
                "x/".repeat(2048) + "x")) {
            assertFails(Code.UNSAFE_NAME, () -> tree.put(name, FILE));
        }
        assertThat(tree.nodes()).isEmpty();
    }

    @Test
    void nothingIsPutThroughALinkOrAFile() {
        FileTree tree = new FileTree();
        tree.put("link", new SymbolicLink(Permissions.root(0777), "/etc"));
        tree.put("file", FILE);

        assertFails(Code.UNSAFE_NAME, () -> tree.put("link/passwd", FILE));
        assertFails(Code.UNSAFE_NAME, () -> tree.put("file/x/y", FILE));
    }

    @Test
    void aFolderOverAFolderKeepsWhatIsInItAndAFileDoesNot() {
        FileTree tree = new FileTree();
        tree.put("a/b/c", FILE);
        tree.put("a.b", FILE);
        tree.put("a", new Directory(Permissions.root(0700)));
        assertThat(tree.nodes()).containsOnlyKeys("a", "a.b", "a/b", "a/b/c");

        tree.put("a", FILE);
        assertThat(tree.nodes()).containsOnlyKeys("a", "a.b");
    }

    @Test
    void modesComeFromTheManifestAndNotFromTheFolder() throws Exception {
        Path run = Files.createDirectories(folder.resolve("bin")).resolve("run");
        Files.write(run, new byte[] {1});
        Files.write(folder.resolve("plain"), new byte[] {2});
        Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(folder.resolve("plain"), PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.createSymbolicLink(folder.resolve("link"), Path.of("bin/run"));

        FileTree tree = RootFolder.read(folder, ModeManifest.parse(List.of("# modes", "", "0700 bin", "4755 bin/run")));

        assertThat(tree.nodes()).containsOnlyKeys("bin", "bin/run", "link", "plain");
        assertThat(tree.get("bin")).contains(new Directory(Permissions.root(0700)));
        assertThat(tree.get("link")).contains(new SymbolicLink(Permissions.root(0777), "bin/run"));
        assertThat(mode(tree, "bin/run")).isEqualTo(04755);
        assertThat(mode(tree, "plain")).isEqualTo(0644);
    }

    @Test
    void aManifestThatNamesWhatIsNotThereIsRefused() {
        ModeManifest manifest = new ModeManifest(Map.of("bin/typo", 0755));
        assertThatThrownBy(() -> RootFolder.read(folder, manifest)).hasMessageContaining("bin/typo");
    }

    @Test
    void aManifestOfAnotherFormIsRefused() throws Exception {
        for (List<String> lines : List.of(
                List.of("755 x"), List.of("0855 x"), List.of("0755"), List.of("x 0755"), List.of("0755 x", "0644 x"))) {
            assertFails(Code.BAD_MANIFEST, () -> ModeManifest.parse(lines));
        }
        Path file = Files.writeString(folder.resolve("modes"), "0755 x\n");
        assertThat(ModeManifest.read(file).modes()).containsExactly(Map.entry("x", 0755));
        assertFails(Code.UNREADABLE, () -> ModeManifest.read(folder.resolve("absent")));
    }

    @Test
    void aFileThatChangesWhileTheImageIsWrittenIsNoticed() throws Exception {
        Path file = Files.write(folder.resolve("x"), new byte[3]);
        FileTree tree = RootFolder.read(folder, ModeManifest.parse(List.of()));
        for (int size : new int[] {2, 4}) {
            Files.write(file, new byte[size]);
            assertFails(Code.CHANGED, () -> tree.asRamdisk().writeTo(new ByteArrayOutputStream()));
        }
    }

    @Test
    void theTwoRamdisksHaveTheLayoutOfNitroCli() throws Exception {
        FileTree bootstrap = NitroRamdisks.bootstrap(ONE, Optional.of(ONE));
        assertThat(bootstrap.nodes()).containsOnlyKeys("dev", "init", "nsm.ko");
        assertThat(mode(bootstrap, "init")).isEqualTo(0755);
        assertThat(NitroRamdisks.bootstrap(ONE, Optional.empty()).nodes()).containsOnlyKeys("dev", "init");

        FileTree root = new FileTree();
        root.put("app", FILE);
        root.put("tmp", new Directory(Permissions.root(01777)));
        FileTree application = NitroRamdisks.application(root, List.of("/app", "a b"), List.of("K=V"));
        assertThat(application.nodes())
                .containsOnlyKeys(
                        "cmd",
                        "env",
                        "rootfs",
                        "rootfs/app",
                        "rootfs/dev",
                        "rootfs/proc",
                        "rootfs/run",
                        "rootfs/sys",
                        "rootfs/tmp",
                        "rootfs/var");
        assertThat(application.get("rootfs/tmp")).contains(new Directory(Permissions.root(01777)));
        assertThat(application.get("rootfs/var")).contains(FOLDER);
        assertThat(text(application, "cmd")).isEqualTo("/app\na b\n");
        assertThat(text(application, "env")).isEqualTo("K=V\n");
    }

    @Test
    void aCommandThatTheFileHasNoRoomForIsRefused() {
        FileTree root = new FileTree();
        assertFails(Code.BAD_CONTAINER_IMAGE, () -> NitroRamdisks.application(root, List.of(), List.of()));
        assertFails(Code.UNSUPPORTED, () -> NitroRamdisks.application(root, List.of("a\nb"), List.of()));
        assertFails(Code.UNSUPPORTED, () -> NitroRamdisks.application(root, List.of("a", ""), List.of()));
        assertFails(Code.UNSUPPORTED, () -> NitroRamdisks.application(root, List.of("a"), List.of("K=a\0b")));
    }

    private static int mode(FileTree tree, String name) {
        return tree.get(name).orElseThrow().permissions().mode();
    }

    private static String text(FileTree tree, String name) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ((RegularFile) tree.get(name).orElseThrow()).content().writeTo(out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
