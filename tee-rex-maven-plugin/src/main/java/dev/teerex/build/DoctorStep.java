package dev.teerex.build;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.teerex.Machine;
import dev.teerex.TeeRexException;
import dev.teerex.bb.BbBinary;
import dev.teerex.bb.install.BbInstallListener;
import dev.teerex.bb.install.BbInstaller;
import dev.teerex.bb.install.ThisSystem;
import dev.teerex.build.Finding.State;
import dev.teerex.crs.Crs;
import dev.teerex.crs.CrsSettings;
import dev.teerex.crs.CrsSource;
import dev.teerex.crs.CrsStore;
import dev.teerex.download.Download;
import dev.teerex.download.DownloadException;
import dev.teerex.download.Downloader;
import dev.teerex.download.HttpSettings;
import dev.teerex.download.ProxyServer;
import dev.teerex.npm.NpmRegistry;
import dev.teerex.sdk.LocalProverSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks at everything that proving here takes, changes nothing, and says what it found. */
public final class DoctorStep {
    private static final String FILE = "doctor-report.json";
    private static final String SCOPE = "@aztec";
    private static final int CHONK_LOG_POINTS = 17;
    private static final long GIBIBYTE = 1L << 30;

    // Chonk proofs were measured at up to 0.4 GB.
    private static final long ENOUGH_MEMORY = GIBIBYTE;

    private final Supplier<LocalProverSettings> options;
    private final Path outputDirectory;
    private final long memory;
    private final BuildLog log;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * Makes a step; nothing is looked at yet.
     *
     * @param options say how proofs would be made, or fail where they are not what they should be
     * @param outputDirectory the folder that gets {@code doctor-report.json}
     * @param memory the machine's memory in bytes
     * @param log where it says what it found
     */
    public DoctorStep(Supplier<LocalProverSettings> options, Path outputDirectory, long memory, BuildLog log) {
        this.options = options;
        this.outputDirectory = outputDirectory;
        this.memory = memory;
        this.log = log;
    }

    /** Looks, says, and writes the report. Whatever is wrong is a finding and no failure. */
    public void run() {
        try {
            look(options.get());
        } catch (TeeRexException e) {
            say("options", State.PROBLEM, String.valueOf(e.getMessage()));
        }
        findings.forEach(this::tell);
        Path report = outputDirectory.resolve(FILE);
        try {
            ReportFile.write(report, toJson());
            log.info("report: " + report);
        } catch (BuildException e) {
            log.warn(String.valueOf(e.getMessage()));
        }
    }

    private void look(LocalProverSettings settings) {
        HttpSettings http = settings.http();
        machine(settings);
        try (Downloader downloader = new Downloader(http);
                Downloader offline = new Downloader(HttpSettings.of(true, List.of()))) {
            boolean bbIsHere = bb(settings, offline);
            registry(settings, downloader, bbIsHere);
            crs(settings, downloader);
        }
        proxies(http);
    }

    private void tell(Finding finding) {
        String line = String.format(
                Locale.ROOT,
                "%-8s %-9s %s",
                finding.state() == State.OK ? "ok" : finding.state().name(),
                finding.topic(),
                finding.text());
        if (finding.state() == State.PROBLEM) {
            log.warn(line);
        } else {
            log.info(line);
        }
    }

    private void machine(LocalProverSettings settings) {
        Machine machine = settings.machine();
        say("system", State.OK, ThisSystem.describe(machine));
        say("threads", State.OK, settings.threads() + " for bb, of " + machine.processors() + " processors");
        String size = String.format(Locale.ROOT, "%.1f GiB", (double) memory / GIBIBYTE);
        say(
                "memory",
                memory >= ENOUGH_MEMORY ? State.OK : State.NOTE,
                memory >= ENOUGH_MEMORY ? size : size + "; a Chonk proof takes about 0.4 GiB");
    }

    private boolean bb(LocalProverSettings settings, Downloader offline) {
        @Nullable Path given = settings.bb();
        BbInstaller installer = new BbInstaller(
                settings.machine(),
                settings.ticker(),
                settings.cacheDirectory(),
                offline,
                settings.npm(),
                BbInstallListener.NONE);
        try {
            BbBinary bb = given != null
                    ? installer.given(given, settings.bbVersion(), settings.bbLoader())
                    : installer.install(settings.versionToInstall(), settings.allowUnlocked(), settings.bbLoader());
            say(
                    "bb",
                    State.OK,
                    bb.version() + " runs: " + bb.path() + " (" + origin(bb) + ", sha256 " + bb.sha256() + ")");
            return true;
        } catch (DownloadException notHere) {
            say(
                    "bb",
                    State.NOTE,
                    settings.versionToInstall() + " is not in " + settings.cacheDirectory()
                            + " yet; the first proof fetches it");
        } catch (TeeRexException e) {
            say("bb", State.PROBLEM, String.valueOf(e.getMessage()));
        }
        return false;
    }

    private static String origin(BbBinary bb) {
        return switch (bb.origin()) {
            case LOCKED -> "the one that is locked";
            case TRUSTED_ON_FIRST_USE -> "trusted on first use";
            case GIVEN_PATH -> "given by its path";
        };
    }

    private void registry(LocalProverSettings settings, Downloader downloader, boolean bbIsHere) {
        State missing = bbIsHere ? State.NOTE : State.PROBLEM;
        try {
            Optional<NpmRegistry> registry = settings.npm().registry(SCOPE);
            if (registry.isEmpty()) {
                say(
                        "registry",
                        missing,
                        "no npm registry is configured; set tee-rex.npmRegistry or registry= in .npmrc");
                return;
            }
            NpmRegistry found = registry.get();
            String name = found.address() + " (from " + found.source() + ")";
            try {
                found.tarball(
                        downloader, "@aztec/bb.js", settings.versionToInstall().text());
                say("registry", State.OK, name + " has bb " + settings.versionToInstall());
            } catch (DownloadException e) {
                say(
                        "registry",
                        missing,
                        e.reason() == DownloadException.Code.OFFLINE
                                ? name + " is not asked, as Maven is offline (-o)"
                                : name + ": " + e.getMessage());
            }
        } catch (TeeRexException e) {
            say("registry", missing, String.valueOf(e.getMessage()));
        }
    }

    private void crs(LocalProverSettings settings, Downloader downloader) {
        CrsSettings crs = settings.crs();
        State withoutHosts = State.PROBLEM;
        try {
            Optional<Crs> present = new CrsStore(crs, downloader, settings.ticker())
                    .present(settings.versionToInstall().major());
            if (present.isPresent()) {
                describe(present.get());
                withoutHosts = State.NOTE;
            } else {
                say("crs", State.NOTE, "none in " + crs.directory() + " yet; the first proof has to fetch it");
            }
        } catch (TeeRexException e) {
            say("crs", State.PROBLEM, String.valueOf(e.getMessage()));
        }
        crsHosts(downloader, crs, withoutHosts);
    }

    private void describe(Crs crs) {
        if (crs.kind() != Crs.Kind.GENUINE) {
            say("crs", State.PROBLEM, crs.directory() + " holds a development CRS, under which no proof verifies");
            return;
        }
        int logSize = 63 - Long.numberOfLeadingZeros(crs.points());
        boolean chonk = logSize >= CHONK_LOG_POINTS;
        say(
                "crs",
                State.OK,
                crs.points() + " genuine points in " + crs.directory() + ": enough for Noir circuits of up to "
                        + (1L << logSize) + " gates, and " + (chonk ? "for" : "not for")
                        + " private transactions (Chonk, at least " + (1L << CHONK_LOG_POINTS) + ")");
    }

    private void crsHosts(Downloader downloader, CrsSettings crs, State none) {
        List<String> failures = new ArrayList<>();
        for (CrsSource source : crs.sources()) {
            try (Download answer = downloader.open(source.address(), Map.of(), 0, 64)) {
                say("crs hosts", State.OK, source + " answers from byte " + answer.offset());
                return;
            } catch (DownloadException e) {
                if (e.reason() == DownloadException.Code.OFFLINE) {
                    say(
                            "crs hosts",
                            none,
                            "none is asked, as Maven is offline (-o); where points are missing, go online once, or name a"
                                    + " folder that has them (tee-rex.crsDirectory)");
                    return;
                }
                failures.add(String.valueOf(e.getMessage()));
            } catch (IOException e) {
                failures.add(source + " cannot be read");
            }
        }
        say(
                "crs hosts",
                none,
                "none answers, so points cannot be fetched; name a mirror (tee-rex.crsUrl) or a folder that has them"
                        + " (tee-rex.crsDirectory): " + String.join("; ", failures));
    }

    private void proxies(HttpSettings http) {
        if (http.offline()) {
            say("network", State.NOTE, "offline (-o): nothing is fetched");
        }
        say(
                "proxies",
                State.OK,
                http.proxies().isEmpty()
                        ? "none"
                        : String.join(
                                ", ",
                                http.proxies().stream()
                                        .map(ProxyServer::toString)
                                        .toList()));
    }

    private void say(String topic, State state, String text) {
        findings.add(new Finding(topic, state, text));
    }

    private byte[] toJson() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(out).useDefaultPrettyPrinter()) {
            json.writeStartArray();
            for (Finding finding : findings) {
                json.writeStartObject();
                json.writeStringField("topic", finding.topic());
                json.writeStringField("state", finding.state().name().toLowerCase(Locale.ROOT));
                json.writeStringField("text", finding.text());
                json.writeEndObject();
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new AssertionError("writing to memory cannot fail", e);
        }
        out.write('\n');
        return out.toByteArray();
    }
}
