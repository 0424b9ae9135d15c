package dev.teerex.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.teerex.InputException;
import dev.teerex.attestation.AttestationException.Code;
import dev.teerex.attestation.AttestationReport.Verdict;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttestationCheckTest {
    private static final Forge FORGE = new Forge();
    private static final byte[] DOCUMENT = FORGE.mint();
    private static final VerificationTime NOW = VerificationTime.at(Forge.NOW);

    private static AttestationCheck check(AttestationPolicy policy) {
        return new AttestationCheck(AttestationVerifier.create(), policy, NOW, Optional.of(FORGE.anchor()));
    }

    @Test
    void aDocumentIsReadInEveryEncoding() {
        AttestationCheck check = check(ConformanceCorpus.policy());
        String hex = HexFormat.of().formatHex(DOCUMENT);
        String base64 = Base64.getEncoder().encodeToString(DOCUMENT);
        String mime = Base64.getMimeEncoder().encodeToString(DOCUMENT);
        String url = Base64.getUrlEncoder().encodeToString(DOCUMENT);
        String unpadded = Base64.getUrlEncoder().withoutPadding().encodeToString(DOCUMENT);
        for (String text : List.of(
                hex,
                hex.toUpperCase(java.util.Locale.ROOT),
                hex + "\n",
                base64,
                base64 + "\r\n",
                mime,
                url,
                unpadded + "\n")) {
            assertThat(check.document("d", text.getBytes(StandardCharsets.US_ASCII))
                            .verdict())
                    .isEqualTo(Verdict.SIMULATED);
        }
        assertThat(check.document("d", DOCUMENT).verdict()).isEqualTo(Verdict.SIMULATED);
    }

    @Test
    void aSimulatedDocumentIsNeverReportedAsVerified() {
        AttestationReport report = check(ConformanceCorpus.policy()).document("d", DOCUMENT);
        assertThat(report.verdict()).isEqualTo(Verdict.SIMULATED);
        assertThat(report.notes()).anyMatch(note -> note.startsWith("SIMULATED"));
        AttestationReport underAws = new AttestationCheck(
                        AttestationVerifier.create(), ConformanceCorpus.policy(), NOW, Optional.empty())
                .document("d", DOCUMENT);
        assertThat(underAws.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(underAws.code()).isEqualTo(Code.UNTRUSTED_ROOT);
    }

    @Test
    void anArchiveAndAnOpenPolicyAreNoted() {
        AttestationPolicy open =
                AttestationPolicy.builder().insecureAcceptAnyImage().build();
        assertThat(check(open).document("d", DOCUMENT).notes())
                .anyMatch(note -> note.startsWith("archive"))
                .anyMatch(note -> note.startsWith("insecureAcceptAnyImage"));
    }

    @Test
    void aRejectedDocumentIsReportedWithItsClaimsAndDifferences() {
        Forge forge = new Forge();
        forge.pcrs.put(1, Forge.measurement("other").toArray());
        AttestationReport report = check(ConformanceCorpus.policy()).document("d", forge.mint());
        assertThat(report.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(report.code()).isEqualTo(Code.IMAGE_MISMATCH);
        assertThat(report.reason()).startsWith("TRX-A-130: ");
        assertThat(report.moduleId()).isEqualTo("simulated-forge");
        assertThat(report.differences())
                .contains(new PcrDifference("PCR", 1, Forge.measurement("PCR1"), Forge.measurement("other")));
    }

    @Test
    void whatCannotBeReadIsRejectedWithoutClaims() {
        AttestationReport report =
                check(ConformanceCorpus.policy()).document("d", "hello".getBytes(StandardCharsets.US_ASCII));
        assertThat(report.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(report.moduleId()).isNull();
        assertThat(report.pcrs()).isEmpty();
        AttestationReport large =
                check(ConformanceCorpus.policy()).document("d", new byte[DocumentEncoding.MAX_TEXT + 1]);
        assertThat(large.code()).isEqualTo(Code.TOO_LARGE);
    }

    @Test
    void aFolderIsCheckedInOrderAndAnEmptyOneIsAnError(@TempDir Path folder) throws Exception {
        AttestationCheck check = check(ConformanceCorpus.policy());
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> check.files(folder))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(InputException.Code.EMPTY));
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> check.files(folder.resolve("missing")))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(InputException.Code.UNREADABLE));
        Files.write(folder.resolve("b.bin"), DOCUMENT);
        Files.writeString(folder.resolve("a.hex"), HexFormat.of().formatHex(DOCUMENT));
        Files.writeString(folder.resolve("c.txt"), "no document");
        Files.writeString(folder.resolve(".hidden"), "no document");
        assertThat(check.files(folder))
                .extracting(AttestationReport::document, AttestationReport::verdict)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("a.hex", Verdict.SIMULATED),
                        org.assertj.core.groups.Tuple.tuple("b.bin", Verdict.SIMULATED),
                        org.assertj.core.groups.Tuple.tuple("c.txt", Verdict.REJECTED));
    }

    @Test
    void aDocumentThatCannotBeHadIsRejectedForThatReason() {
        InputException why = new InputException(InputException.Code.UNREADABLE, "cannot read d");
        AttestationReport report = check(ConformanceCorpus.policy()).unavailable("d", why);
        assertThat(report.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(report.code()).isEqualTo(InputException.Code.UNREADABLE);
        assertThat(report.reason()).isEqualTo("TRX-I-001: cannot read d");
    }

    @Test
    void aTimeIsReadAsItIsWritten() {
        Clock clock = Clock.fixed(Forge.NOW, ZoneOffset.UTC);
        for (String text : List.of("now", "document", "2026-11-21T12:00:00Z")) {
            assertThat(VerificationTime.parse(text, clock)).hasToString(text);
        }
        assertThat(VerificationTime.parse("now", clock)).isEqualTo(VerificationTime.live(clock));
        for (String text : List.of("", "yesterday", "2026-11-21", "2026-11-21T12:00:00", "NOW")) {
            assertThatExceptionOfType(InputException.class)
                    .isThrownBy(() -> VerificationTime.parse(text, clock))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(InputException.Code.BAD_OPTION));
        }
    }

    @Test
    void aRejectedDocumentTooExpiresWithTheFirstCertificateOfItsChain() {
        Forge forge = new Forge();
        Instant expired = Forge.NOW.minus(Duration.ofMinutes(10));
        forge.certificate("instance").notAfter = expired;

        AttestationReport report = check(ConformanceCorpus.policy()).document("d", forge.mint());
        assertThat(report.code()).isEqualTo(Code.CERTIFICATE_EXPIRED);
        assertThat(report.certificateNotAfter()).isEqualTo(expired);
    }

    @Test
    void reportsAreWrittenAsJson() throws Exception {
        AttestationCheck check = check(ConformanceCorpus.policy());
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        AttestationReport.write(
                List.of(check.document("good", DOCUMENT), check.document("bad \"one\"", new byte[0])), output);
        String json = output.toString(StandardCharsets.UTF_8).replaceAll("\\s+", " ");
        assertThat(json)
                .startsWith(
                        "[ { \"document\" : \"good\", \"verdict\" : \"simulated\", \"reason\" : null, \"code\" : null,")
                .contains("\"image\" : \"PCR\"")
                .contains("\"0\" : \"" + Forge.measurement("PCR0") + "\"")
                .contains("\"timestamp\" : \"2026-11-21T12:00:00Z\"")
                .contains("\"certificateNotAfter\" : \"2026-11-21T14:00:00Z\"")
                .contains("\"document\" : \"bad \\\"one\\\"\", \"verdict\" : \"rejected\"")
                .contains("\"code\" : \"TRX-A-002\"")
                .contains("\"at\" : \"2026-11-21T12:00:00Z\"");
    }

    @Test
    void aDocumentCanBeLookedAtWithoutTrust() {
        UntrustedAttestation document = UntrustedAttestation.read(DOCUMENT);
        assertThat(document.describe().get(0)).startsWith("NOT VERIFIED");
        assertThat(document.describe())
                .anyMatch(line -> line.contains(Forge.measurement("PCR0").hex()));
        assertThat(document.beginsWithNitroRoot()).isFalse();
        assertThat(document.certificates()).hasSize(5);
        Forge hostile = new Forge();
        hostile.fields.put("module_id", writer -> writer.text("\u001b[2J\nVERIFIED"));
        assertThat(UntrustedAttestation.read(hostile.mint()).describe()).contains("module id    ?[2J?VERIFIED");
    }
}
