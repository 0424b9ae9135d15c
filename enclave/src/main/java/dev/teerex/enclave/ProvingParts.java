package dev.teerex.enclave;

import dev.teerex.Machine;
import dev.teerex.Sha256;
import dev.teerex.Ticker;
import dev.teerex.bb.BbBinary;
import dev.teerex.bb.BbOrigin;
import dev.teerex.bb.install.BbInstallListener;
import dev.teerex.bb.install.BbInstaller;
import dev.teerex.crs.CrsException;
import dev.teerex.crs.CrsListener;
import dev.teerex.crs.CrsNeed;
import dev.teerex.crs.CrsSettings;
import dev.teerex.crs.CrsStore;
import dev.teerex.download.Downloader;
import dev.teerex.download.HttpSettings;
import dev.teerex.enclave.EnclaveBuildException.Code;
import dev.teerex.enclave.EnclaveRequest.TestImage;
import dev.teerex.npm.NpmConfiguration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** bb and the CRS: there is no network in an enclave, and what is measured is what proves. */
final class ProvingParts {
    /** The folder of the CRS in the image. */
    static final String CRS = "crs";
    /** The folder of the binaries, laid out as the installer's cache is. */
    static final String CACHE = "var/tee-rex";
    /** Where a test image has what takes the place of bb. */
    static final String GIVEN_BB = "opt/bb";

    private static final int LEAST_POINTS = 2;

    private final EnclaveRequest request;
    private final Machine machine;
    private final Ticker ticker;

    ProvingParts(EnclaveRequest request, Machine machine, Ticker ticker) {
        this.request = request;
        this.machine = machine;
        this.ticker = ticker;
    }

    /** Puts bb into the root. */
    BbBinary addBb(Root root) throws IOException {
        root.addFolder(CACHE, Root.SHARED_FOLDER);
        Optional<Path> given = request.test().flatMap(TestImage::bb);
        if (given.isPresent()) {
            Path bb = given.get();
            root.add(GIVEN_BB, bb, Root.PROGRAM, "given, in place of bb");
            return new BbBinary(bb, request.bbVersion(), Sha256.ofFile(bb), BbOrigin.GIVEN_PATH, List.of());
        }
        try (Downloader downloader = downloader()) {
            BbBinary bb = new BbInstaller(
                            machine,
                            ticker,
                            request.cacheDirectory(),
                            downloader,
                            new NpmConfiguration(machine, Path.of(""), null, Map.of()),
                            BbInstallListener.NONE)
                    .install(request.bbVersion(), false, List.of());
            String name =
                    CACHE + "/" + request.cacheDirectory().toAbsolutePath().relativize(bb.path());
            root.add(name, bb.path(), Root.PROGRAM, "npm @aztec/bb.js " + bb.version() + ", as locked");
            return bb;
        }
    }

    /**
     * Puts the points into the root, each of which is checked on the way.
     *
     * @return how many there are
     */
    long addCrs(Root root, Path work) throws IOException {
        root.addFolder(CRS, Root.SHARED_FOLDER);
        Path fresh = work.resolve(CRS);
        CrsSettings settings =
                CrsSettings.of(fresh, request.crsUrl().orElse(null), request.cacheDirectory(), false, machine);
        try (Downloader downloader = downloader()) {
            long points = new CrsStore(settings, downloader, ticker)
                    .ensure(
                            new CrsNeed(request.crsPoints()),
                            request.bbVersion().major(),
                            CrsListener.NONE)
                    .points();
            String file = "bn254_g1.dat";
            root.add(CRS + "/" + file, fresh.resolve(file), Root.FILE, "Aztec's Ignition, checked by digest");
            return points;
        } catch (CrsException e) {
            if (request.test().isEmpty()) {
                throw new EnclaveBuildException(
                        Code.TEST_ONLY,
                        "an image without its CRS is a test image, and that was not asked for (--test): "
                                + e.getMessage(),
                        e);
            }
            return LEAST_POINTS;
        }
    }

    private Downloader downloader() {
        return new Downloader(HttpSettings.fromEnvironment(machine, false));
    }
}
