package dev.teerex.eif;

import dev.teerex.eif.ramdisk.FileContent;
import dev.teerex.eif.ramdisk.FileTree;
import dev.teerex.eif.ramdisk.NitroRamdisks;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnclaveBootTest {
    @TempDir
    Path folder;

    @Test
    void theGuestSeesTheRegistersThatWereMeasured() throws Exception {
        EnclaveLab.require();
        Path init = folder.resolve("init");
        EnclaveLab.buildInit(init);
        FileTree application =
                NitroRamdisks.application(new FileTree(), List.of("/bin/none", "an argument"), List.of("A=1"));
        EifContents contents = new EifContents(
                Architecture.X86_64,
                SectionContent.file(EnclaveLab.kernel()),
                "reboot=k panic=30 pci=off nomodules console=ttyS0 random.trust_cpu=on",
                List.of(
                        NitroRamdisks.bootstrap(FileContent.file(init), Optional.empty())
                                .asRamdisk(),
                        application.asRamdisk()),
                Vectors.METADATA);
        Path image = folder.resolve("guest.eif");
        Measurement measured = new EifWriter(Runnable::run, EifProgress.NONE).write(contents, image);

        EnclaveLab.assertBootsWith(measured.pcrs(), image);
    }
}
