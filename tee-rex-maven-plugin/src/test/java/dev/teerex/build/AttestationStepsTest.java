package dev.teerex.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.teerex.Bytes;
import dev.teerex.InputException;
import dev.teerex.TeeRexException;
import dev.teerex.attestation.AttestationException;
import dev.teerex.attestation.Forge;
import dev.teerex.attestation.UntrustedAttestation;
import dev.teerex.attestation.Vectors;
import dev.teerex.attestation.VerificationTime;
import dev.teerex.download.HttpSettings;
import dev.teerex.nsm.AttestationRequest;
import dev.teerex.nsm.SimulatedNsm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Attestation documents from files: what is said of them, what the report holds, and what fails the build. */
@Timeout(120)
class AttestationStepsTest {
    private static final Clock CLOCK = Clock.fixed(Forge.NOW, ZoneOffset.UTC);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Bytes NONCE = Forge.NONCE;

    @TempDir
    private Path folder;

    private final RecordingLog log = new RecordingLog();
    private final SimulatedNsm nsm = SimulatedNsm.start("image", CLOCK, RANDOM);
    private Path documents;
    private Path policy;
    private Path anchor;
    private Path out;

    @BeforeEach
    void writePolicyAndAnchor() throws IOException, CertificateEncodingException {
        documents = Files.createDirectories(folder.resolve("documents"));
        out = folder.resolve("out put");
        policy = policy("policy.json", pcr(nsm, 0));
        anchor = Files.writeString(
                folder.resolve("anchor.pem"),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder().encodeToString(nsm.root().getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
    }

    @Test
    void aDocumentOfASimulationIsReportedAsSimulatedUnderABanner() throws IOException {
        Path document = Files.write(documents.resolve("enclave.bin"), document());

        verify(request(document));

        assertThat(log.warnings).anyMatch(line -> line.contains("SIMULATED"));
        assertThat(log.infos)
                .contains("judged at: now")
                .anyMatch(line -> line.startsWith("document") && line.contains("PCR0") && line.endsWith("module id"))
                .anyMatch(line -> line.startsWith("enclave.bin  SIMULATED  current  "
                                + pcr(nsm, 0).hex().substring(0, 12) + "  ")
                        && line.contains("  0 s  ")
                        && line.endsWith("  " + moduleId()));
        assertThat(report())
                .startsWith("[ { \"document\" : \"enclave.bin\", \"verdict\" : \"simulated\", \"reason\" : null,")
                .contains("\"image\" : \"current\"")
                .contains("\"0\" : \"" + pcr(nsm, 0) + "\"")
                .contains("SIMULATED: judged under a test anchor");
    }

    @Test
    void withoutTheTestAnchorTheSameDocumentIsRejected() throws IOException {
        Path document = Files.write(documents.resolve("enclave.bin"), document());

        assertRejected(request(document, policy, false, null, NONCE), AttestationException.Code.UNTRUSTED_ROOT);
        assertThat(log.warnings).noneMatch(line -> line.contains("SIMULATED"));
    }

    @Test
    void everyFileOfAFolderIsJudgedWhateverIsInTheOthers() throws IOException {
        byte[] document = document();
        Files.write(documents.resolve("b.bin"), document);
        Files.writeString(documents.resolve("a.hex"), HexFormat.of().formatHex(document));
        Files.writeString(documents.resolve("c.b64"), Base64.getMimeEncoder().encodeToString(document));
        Files.writeString(documents.resolve("d-garbage"), "no document");
        Files.write(documents.resolve("e-empty"), new byte[0]);
        Files.write(documents.resolve("f-huge"), new byte[1 << 20]);
        Files.write(Files.createDirectories(documents.resolve("inner")).resolve("g.bin"), document);

        assertFails(request(documents));

        assertThat(verdicts())
                .containsExactly("simulated", "simulated", "simulated", "rejected", "rejected", "rejected");
        assertThat(log.warnings)
                .anyMatch(line -> line.startsWith("d-garbage: TRX-A-"))
                .anyMatch(line -> line.startsWith("e-empty: TRX-A-002: "))
                .anyMatch(line -> line.startsWith("f-huge: TRX-A-001: "));
    }

    @Test
    void aFileThatCannotBeReadIsARejectedRow() throws IOException {
        Path unreadable = Path.of("/proc/self/mem");
        assumeTrue(Files.isRegularFile(unreadable), "skipped: no file here that nobody can read from its beginning");
        Files.createSymbolicLink(documents.resolve("a.bin"), unreadable);
        Files.write(documents.resolve("b.bin"), document());

        assertFails(request(documents));

        assertThat(verdicts()).containsExactly("rejected", "simulated");
        assertThat(report()).contains("\"code\" : \"TRX-I-001\"");
    }

    @Test
    void anotherImageIsRejectedAndTheDifferenceIsShown() throws IOException {
        Path document = Files.write(documents.resolve("enclave.bin"), document());
        Bytes expected = Forge.measurement("expected");

        assertRejected(
                request(document, policy("other.json", expected), false, anchor, NONCE),
                AttestationException.Code.IMAGE_MISMATCH);

        assertThat(log.infos).anyMatch(line -> line.contains("REJECTED by rule 13 (TRX-A-130)  unknown"));
        assertThat(log.warnings)
                .containsSequence("  PCR0 of image current", "    expected " + expected, "    found    " + pcr(nsm, 0));
        assertThat(report())
                .contains("\"pcr\" : 0, \"expected\" : \"" + expected + "\", \"found\" : \"" + pcr(nsm, 0) + "\"");
    }

    @Test
    void theNonceIsComparedWhereOneIsGiven() throws IOException {
        Path document = Files.write(documents.resolve("enclave.bin"), document());
        Path without = Files.write(
                documents.resolve("without.bin"), nsm.attestation(new AttestationRequest(null, null, null)));

        verify(request(document, policy, false, anchor, null));
        assertRejected(
                request(document, policy, false, anchor, NONCE.sha256()), AttestationException.Code.NONCE_MISMATCH);
        assertRejected(request(without, policy, false, anchor, NONCE), AttestationException.Code.NONCE_MISSING);
        assertReason(InputException.Code.BAD_OPTION, request(document, policy, false, anchor, Bytes.of(new byte[15])));
        assertThatThrownBy(() -> verify(request(document, policy, false, anchor, Bytes.of(new byte[15]))))
                .hasMessageContaining("tee-rex.nonce");
    }

    @Test
    void aPolicyOrItsAbsenceMustBeSaid() throws IOException {
        Path document = Files.write(documents.resolve("enclave.bin"), document());

        assertReason(InputException.Code.BAD_OPTION, request(document, null, false, anchor, NONCE));
        assertReason(InputException.Code.BAD_OPTION, request(document, policy, true, anchor, NONCE));
        assertThat(out).doesNotExist();

        verify(request(document, null, true, anchor, NONCE));
        assertThat(log.warnings).anyMatch(line -> line.contains("INSECURE: every enclave image is accepted"));
        assertThat(report()).contains("insecureAcceptAnyImage: whoever can start an enclave passes");
    }

    @Test
    void whatIsNotThereIsSaid() throws IOException {
        Path document = Files.write(folder.resolve("enclave.bin"), document());
        Path gone = folder.resolve("gone");
        Path huge = Files.write(folder.resolve("huge"), new byte[1 << 17]);

        assertReason(BuildException.Code.NOTHING_GIVEN, request(null));
        assertReason(InputException.Code.UNREADABLE, request(gone));
        assertReason(InputException.Code.EMPTY, request(documents));
        assertReason(InputException.Code.UNREADABLE, request(document, gone, false, anchor, NONCE));
        assertReason(InputException.Code.UNREADABLE, request(document, policy, false, gone, NONCE));
        assertReason(InputException.Code.TOO_LARGE, request(document, policy, false, huge, NONCE));
        assertReason(InputException.Code.MALFORMED, request(document, policy, false, policy, NONCE));
        assertThatThrownBy(() -> verify(request(document, policy, false, policy, NONCE)))
                .hasMessageContaining(policy + ": ");
    }

    @Test
    void noReportOfBeforeOutlivesAPolicyOrAnAnchorThatCannotBeRead() throws IOException {
        Path document = Files.write(folder.resolve("enclave.bin"), document());
        Path gone = folder.resolve("gone");

        for (VerifyAttestationRequest bad :
                List.of(request(document, gone, false, anchor, NONCE), request(document, policy, false, gone, NONCE))) {
            verify(request(document));
            assertThat(report()).contains("\"verdict\" : \"simulated\"");
            assertReason(InputException.Code.UNREADABLE, bad);
            assertThat(out).isEmptyDirectory();
        }
    }

    @Test
    void anArchiveIsJudgedAtItsOwnTimeAndTheLogSaysSo() throws IOException {
        Path document = Files.write(documents.resolve("enclave.bin"), document());
        Clock later = Clock.offset(CLOCK, Duration.ofDays(400));

        verify(request(document, VerificationTime.ofDocument()), later);
        assertThat(log.infos).contains("judged at: document").anyMatch(line -> line.contains("  400 days  "));
        assertThat(report()).contains("\"at\" : \"document\"");

        assertThatThrownBy(() -> verify(request(document, VerificationTime.live(later)), later))
                .isInstanceOf(BuildException.class);
        assertThat(report()).contains("\"code\" : \"TRX-A-090\"");
    }

    @Test
    void whatADocumentOrAFileNameSaysCannotSteerTheTerminal() throws IOException {
        Forge hostile = new Forge();
        hostile.fields.put("module_id", writer -> writer.text("\u001b[2J\n\u202everified" + "x".repeat(500)));
        Path document = Files.write(documents.resolve("a\u001b[31m\u0085.bin"), hostile.mint());

        assertThatThrownBy(() -> verify(request(document)))
                .isInstanceOf(BuildException.class)
                .message()
                .doesNotContainPattern("[\\p{Cntrl}\u0080-\u009f\u202e]");
        assertThat(log.infos).anyMatch(line -> line.contains("?[2J??verified"));
        new InspectAttestationStep(document, log).run();
        assertThat(log.all())
                .allSatisfy(line -> assertThat(line).doesNotContainPattern("[\\p{Cntrl}\u0080-\u009f\u202e]"));
    }

    @Test
    void genuineDocumentsVerifyAtTheirOwnTimeAndNotNow() throws IOException {
        for (Vectors.Vector vector : Vectors.genuine()) {
            Files.write(documents.resolve(vector.name()), vector.document().toArray());
        }
        Clock now = Clock.systemUTC();

        assertThatThrownBy(() -> verify(archive(VerificationTime.ofDocument()), now))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("TRX-A-120");
        List<String> atOwnTime = verdicts();
        assertThatThrownBy(() -> verify(archive(VerificationTime.live(now)), now))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("TRX-A-090");

        assertThat(atOwnTime).contains("verified").doesNotContain("simulated");
        assertThat(verdicts()).containsOnly("rejected");
    }

    @Test
    void inspectingSaysFirstThatNothingIsVerified() throws IOException {
        Files.write(documents.resolve("b.bin"), document());
        Files.writeString(documents.resolve("a.txt"), "no document");

        new InspectAttestationStep(documents, log).run();

        assertThat(log.all().get(0)).startsWith("NOT VERIFIED");
        assertThat(log.infos).contains("document     b.bin (not verified)", "module id    " + moduleId());
        assertThat(log.warnings).singleElement().asString().startsWith("a.txt cannot be read: TRX-A-");
    }

    @Test
    void inspectingNothingIsAnError() throws IOException {
        Path garbage = Files.writeString(documents.resolve("a.txt"), "no document");

        for (Path nothing : new @Nullable Path[] {null, garbage}) {
            assertThatThrownBy(() -> new InspectAttestationStep(nothing, log).run())
                    .isInstanceOfSatisfying(TeeRexException.class, e -> assertThat(e.reason())
                            .isEqualTo(BuildException.Code.NOTHING_GIVEN));
        }
    }

    private String moduleId() {
        return UntrustedAttestation.read(document()).moduleId();
    }

    private byte[] document() {
        return nsm.attestation(new AttestationRequest(null, null, NONCE));
    }

    static Bytes pcr(SimulatedNsm nsm, int index) {
        return Objects.requireNonNull(nsm.pcrs().get(index));
    }

    private Path policy(String name, Bytes pcr0) throws IOException {
        return Files.writeString(
                folder.resolve(name),
                "{\"v\":1,\"images\":[{\"name\":\"current\",\"pcr0\":\"%s\",\"pcr1\":\"%s\",\"pcr2\":\"%s\"}]}"
                        .formatted(pcr0, pcr(nsm, 1), pcr(nsm, 2)));
    }

    private VerifyAttestationRequest request(@Nullable Path files) {
        return request(files, policy, false, anchor, NONCE);
    }

    private VerifyAttestationRequest request(
            @Nullable Path files, @Nullable Path accepted, boolean any, @Nullable Path root, @Nullable Bytes nonce) {
        return request(files, accepted, any, root, nonce, VerificationTime.live(CLOCK));
    }

    private VerifyAttestationRequest request(Path files, VerificationTime time) {
        return request(files, policy, false, anchor, NONCE, time);
    }

    private VerifyAttestationRequest archive(VerificationTime time) {
        return request(documents, null, true, null, null, time);
    }

    private VerifyAttestationRequest request(
            @Nullable Path files,
            @Nullable Path accepted,
            boolean any,
            @Nullable Path root,
            @Nullable Bytes nonce,
            VerificationTime time) {
        HttpSettings offline = HttpSettings.of(true, List.of());
        return new VerifyAttestationRequest(null, offline, files, accepted, any, root, nonce, time, out);
    }

    private void verify(VerifyAttestationRequest request) {
        verify(request, CLOCK);
    }

    private void verify(VerifyAttestationRequest request, Clock clock) {
        new VerifyAttestationStep(request, clock, RANDOM, log).run();
    }

    private void assertFails(VerifyAttestationRequest request) {
        assertReason(BuildException.Code.NOT_ATTESTED, request);
    }

    private void assertRejected(VerifyAttestationRequest request, AttestationException.Code code) throws IOException {
        assertFails(request);
        assertThat(report()).contains("\"code\" : \"" + code.code() + "\"");
    }

    private void assertReason(Object reason, VerifyAttestationRequest request) {
        assertThatThrownBy(() -> verify(request))
                .isInstanceOfSatisfying(
                        TeeRexException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private String report() throws IOException {
        return Files.readString(out.resolve("attestation-report.json"), StandardCharsets.UTF_8)
                .replaceAll("\\s+", " ");
    }

    private List<String> verdicts() throws IOException {
        return Pattern.compile("\"verdict\" : \"(\\w+)\"")
                .matcher(report())
                .results()
                .map(match -> match.group(1))
                .toList();
    }
}
