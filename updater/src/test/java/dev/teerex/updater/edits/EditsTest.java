package dev.teerex.updater.edits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.updater.Sleeper;
import dev.teerex.updater.UpdateException;
import dev.teerex.updater.Version;
import dev.teerex.updater.http.RetryPolicy;
import dev.teerex.updater.registry.Archives;
import dev.teerex.updater.registry.Registry;
import dev.teerex.updater.registry.Release;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kind of file: what is a version there, and that nothing else in the file changes. */
class EditsTest {
    private static final Version NEW = Version.of("5.0.0-nightly.20261120").orElseThrow();
    private static final String MARKED = "# tee-rex-updater:version\n";

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String edited(SpanFinder finder, byte[] content) {
        List<Span> spans = finder.spans("file", content);
        return new String(Edits.replaced(content, spans, NEW), StandardCharsets.UTF_8);
    }

    private static PackageJson packageJson() {
        return new PackageJson(List.of("**/package.json"), name -> name.startsWith("@aztec/"));
    }

    @Test
    void aPackageIsUpdatedInEverySectionAndTheRestStaysByteForByte() {
        String before = String.join(
                "",
                "\uFEFF{\r\n\t\"name\" : \"@aztec/own\",\r\n\t\"version\":\"4.1.2\",\r\n",
                "\t\"dependencies\": { \"@aztec/pxe\":\"4.1.2\",  \"é\": \"4.1.2\" },\r\n",
                "\t\"devDependencies\": {\"@aztec/aztec.js\" : \"^4.1.2\"},\r\n",
                "\t\"peerDependencies\": {\"@aztec/bb.js\": \"~4.1.1\"},\r\n",
                "\t\"optionalDependencies\": {\"@aztec/stdlib\": \"=4.1.2-rc.1+b.2\"},\r\n",
                "\t\"overrides\": {\"x\": {\"@aztec/wallets\": \"4.1.2\"}, \"@aztec/accounts\": {\".\": \"4.1.2\"}},\r\n",
                "\t\"resolutions\": {\"**/@aztec/foundation\": \"4.1.2\", \"@aztec/noir@^4\": \"4.1.2\"},\r\n",
                "\t\"workspaces\": {\"catalog\": {\"@aztec/simulator\": \"4.1.2\"}},\r\n",
                "\t\"scripts\": {\"@aztec/pxe\": \"4.1.2\"}\r\n}   ");
        String after = before.replace("\"@aztec/pxe\":\"4.1.2\"", "\"@aztec/pxe\":\"" + NEW + "\"")
                .replace("\"^4.1.2\"", "\"^" + NEW + "\"")
                .replace("\"~4.1.1\"", "\"~" + NEW + "\"")
                .replace("\"=4.1.2-rc.1+b.2\"", "\"=" + NEW + "\"")
                .replace("\"@aztec/wallets\": \"4.1.2\"", "\"@aztec/wallets\": \"" + NEW + "\"")
                .replace("\".\": \"4.1.2\"", "\".\": \"" + NEW + "\"")
                .replace("foundation\": \"4.1.2\"", "foundation\": \"" + NEW + "\"")
                .replace("noir@^4\": \"4.1.2\"", "noir@^4\": \"" + NEW + "\"")
                .replace("simulator\": \"4.1.2\"", "simulator\": \"" + NEW + "\"");

        assertThat(edited(packageJson(), utf8(before))).isEqualTo(after);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@aztec/pxe",
                "@aztec/pxe@>=4 <5",
                "@aztec/pxe@3 || >4",
                "@aztec/aztec.js>@aztec/pxe",
                "foo>@aztec/pxe",
                "foo@>=1.0.0>@aztec/pxe@>4",
                "@scope/foo@^2>@aztec/pxe@4"
            })
    void anOverrideOfPnpmIsOfThePackageBehindItsParents(String key) {
        byte[] content = utf8("{\"pnpm\":{\"overrides\":{\"" + key + "\":\"4.1.2\"}}}");

        assertThat(packageJson().names("package.json", content)).containsExactly("@aztec/pxe");
        assertThat(edited(packageJson(), content)).contains("\"" + key + "\":\"" + NEW + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"@aztec/pxe>foo", "@aztec/pxe@4>foo@1", "@aztec/pxe/foo"})
    void anOverrideBelowAPackageIsNotOfThatPackage(String key) {
        byte[] content = utf8("{\"overrides\":{\"" + key + "\":\"4.1.2\"}}");

        assertThat(packageJson().names("package.json", content)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "npm:@aztec/other@4.1.2",
                "workspace:4.1.2",
                "file:../pxe",
                "git+https://example.org/x#v4.1.2",
                "nightly",
                ">=4.0.0 <5",
                "4.1.2 || 4.1.3",
                "*",
                "",
                "4.1",
                "v4.1.2",
                "\\u0034.1.2"
            })
    void whatIsNoSingleVersionStays(String spec) {
        byte[] content = utf8("{\"dependencies\":{\"@aztec/pxe\":\"" + spec + "\"}}");

        assertThat(packageJson().spans("package.json", content)).isEmpty();
        assertThat(packageJson().names("package.json", content)).containsExactly("@aztec/pxe");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{\"dependencies\":{", "{\"a\":1,\"a\":2}", "{\"a\":1}}"})
    void aPackageJsonThatIsNoneIsRefused(String content) {
        assertThatThrownBy(() -> packageJson().spans("p/package.json", utf8(content)))
                .isInstanceOf(UpdateException.class)
                .hasMessageContaining("TRX-U-014")
                .hasMessageContaining("p/package.json");
    }

    @Test
    void packageJsonIsFoundInTheRootAndInFolders() {
        assertThat(packageJson().concerns("package.json")).isTrue();
        assertThat(packageJson().concerns("a/b/package.json")).isTrue();
        assertThat(packageJson().concerns("a/package.json5")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "*.json a.json a/b.json",
                "**.json a/b.json a/b.txt",
                "a/**/c a/b/b/c a/c",
                "**/c/* c/d c/d/e",
                "?.yml é.yml ab.yml",
                "[a-c!].yml b.yml d.yml",
                "[!a-c].yml d.yml b.yml",
                "a[!b]c adc a/c",
                "{Docker,Container}file Containerfile Makefile",
                "a.b+(c) a.b+(c) axbbc",
                "\\*.yml *.yml a.yml"
            })
    void aGlobMeansWhatItMeansElsewhere(String glob, String match, String other) {
        PathPattern pattern = new PathPattern(List.of(glob));

        assertThat(pattern.matches(match)).isTrue();
        assertThat(pattern.matches(other)).isFalse();
    }

    @Test
    void aNameThatIsNoPathOnThisMachineIsStillAName() {
        // As a name with letters is where the locale has none of them.
        assertThat(packageJson().concerns("a\0b/package.json")).isTrue();
        assertThat(packageJson().concerns("a\0b")).isFalse();
    }

    @Test
    void aPropertyIsUpdatedInTheProjectAndInProfilesAndNowhereElse() {
        String before = String.join(
                "",
                "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\r\n<!-- <aztec.version>4.1.2</aztec.version> -->\n",
                "<project a='>' b=\"<\">\n <properties><empty/>\n  <aztec.version> 4.1.2\n</aztec.version></properties>\n",
                " <build><properties><aztec.version>4.1.2</aztec.version></properties></build>\n",
                " <profiles><profile><properties><aztec.version>4.1.1</aztec.version></properties></profile></profiles>\n",
                "<x><![CDATA[<aztec.version>4.1.2</aztec.version>]]></x></project>\n");
        String after = before.replace("> 4.1.2\n<", "> " + NEW + "\n<").replace("4.1.1", NEW.toString());

        assertThat(edited(new PomProperty("pom.xml", "aztec.version"), utf8(before)))
                .isEqualTo(after);
    }

    @Test
    void aPomInAnotherEncodingKeepsItsBytes() {
        byte[] before = "<project><name>é</name><properties><v>1.0.0</v></properties></project>"
                .getBytes(StandardCharsets.ISO_8859_1);
        byte[] after = Edits.replaced(before, new PomProperty("pom.xml", "v").spans("pom.xml", before), NEW);

        assertThat(new String(after, StandardCharsets.ISO_8859_1))
                .contains("<name>é</name>")
                .contains(NEW.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<project><properties></properties></project>",
                "<project><properties><v>${x}</v></properties></project>",
                "<!DOCTYPE x><project><properties><v>1.0.0</v></properties></project>",
                "<project><properties><v>1.0.0</v></project>",
                "<project><properties><v>1.0.0</v></properties>",
                "<project><!-- <properties><v>1.0.0</v></properties></project>"
            })
    void aPomThatCannotBeEditedSafelyIsRefused(String xml) {
        assertThatThrownBy(() -> new PomProperty("pom.xml", "v").spans("pom.xml", utf8(xml)))
                .isInstanceOf(UpdateException.class)
                .hasMessageContaining("TRX-U-014");
    }

    @Test
    void aMarkedLineIsUpdatedAndAMarkerAloneMeansTheNextLine() {
        String before = String.join(
                "",
                "# tee-rex-updater:version\nARG AZTEC=v4.1.2\r\nFROM x:4.1.2\n",
                "  image: aztec:4.1.2-nightly.1@sha # tee-rex-updater:version 9.9.9\nlast: 4.1.2\n",
                "url: x/bb-4.1.2-rc.1.tar.gz # tee-rex-updater:version\n",
                "url: x/bb-4.0.0-devnet.2-patch.3.tar.gz # tee-rex-updater:version\n",
                "url: x/bb-4.0.0-devnet.2-patch.4 # tee-rex-updater:version\n");
        String after = before.replace("=v4.1.2", "=v" + NEW)
                .replace("4.1.2-nightly.1", NEW.toString())
                .replace("4.1.2-rc.1", NEW.toString())
                .replace("4.0.0-devnet.2-patch.3", NEW.toString())
                .replace("4.0.0-devnet.2-patch.4", NEW.toString());

        assertThat(edited(new MarkedLines(List.of("file")), utf8(before))).isEqualTo(after);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: none # tee-rex-updater:version",
                "a: 1.0.0 b: 2.0.0 # tee-rex-updater:version",
                "# tee-rex-updater:version",
                "a: 1.2.3.4 # tee-rex-updater:version",
                "a: 1.2.3-alpha.beta # tee-rex-updater:version"
            })
    void aMarkedLineWithoutExactlyOneVersionIsRefused(String text) {
        assertThatThrownBy(() -> new MarkedLines(List.of("file")).spans("file", utf8(text)))
                .isInstanceOf(UpdateException.class)
                .hasMessageContaining("line 1");
    }

    @ParameterizedTest
    @CsvSource({"4.0.0-devnet.2-patch.1, 4.1.0-rc.1", "4.1.0-rc.1, 4.0.0-devnet.2-patch.1"})
    void aVersionWithHyphensIsWrittenAndReplacedAsAWhole(String before, String after) {
        Tree tree = dockerfile("ARG AZTEC=" + before);

        assertThat(markedLines().changes(tree, "devnet", release(after)).get(0).content())
                .isEqualTo(utf8(MARKED + "ARG AZTEC=" + after + "\n"));
        assertThat(markedLines().changes(dockerfile("ARG AZTEC=" + after), "devnet", release(after)))
                .isEmpty();
    }

    @Test
    void whatFollowsAVersionIsNotMadeAPartOfTheNewOne() {
        Tree tree = dockerfile("ARG AZTEC=4.1.2-rc.1-amd64");

        assertThatThrownBy(() -> markedLines().changes(tree, "rc", release("4.2.0-rc.1")))
                .isInstanceOf(UpdateException.class)
                .hasMessageStartingWith("TRX-U-014")
                .hasMessageContaining("Dockerfile would have at line 2");
    }

    private static Tree dockerfile(String line) {
        return new Tree() {
            @Override
            public List<String> paths() {
                return List.of("Dockerfile");
            }

            @Override
            public Optional<byte[]> read(String path) {
                return path.equals("Dockerfile") ? Optional.of(utf8(MARKED + line + "\n")) : Optional.empty();
            }
        };
    }

    private static Edits markedLines() {
        EditRules rules = new EditRules(List.of(), List.of(), List.of("Dockerfile"), Optional.empty(), "lock.json");
        Registry registry = new Registry(URI.create("http://127.0.0.1:1/"), Optional.empty(), "test");
        Sleeper never = time -> {
            throw new AssertionError("nothing is downloaded");
        };
        return new Edits(rules, name -> true, new Archives(new OkHttpClient(), registry, never, RetryPolicy.DEFAULT));
    }

    private static Map<String, Release> release(String version) {
        return Map.of(
                "@aztec/pxe",
                new Release(
                        "@aztec/pxe",
                        Version.of(version).orElseThrow(),
                        Optional.of("sha512-a"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        false,
                        Optional.empty()));
    }

    @Test
    void theProverLockGetsOneEntryMoreInTheFormOfTheLast() {
        String first = "{\"version\":\"4.1.2\",\"integrity\":\"sha512-a\",\"sha256\":{\"amd64-linux\":\"11\"}}";
        String last = "{\n      \"version\" : \"5.0.0\",\n      \"sha256\": { \"arm64-macos\":\"22\" },\n"
                + "      \"integrity\": \"sha512-b\"\n    }";
        String before = "{\n  \"about\": \"é\", \"bb\": [\n    " + first + ",\n    " + last + "\n  ]\n}\n";

        byte[] after = BbLock.read("lock", utf8(before)).with(NEW, "sha512-c", Map.of("arm64-macos", "33"));

        String entry = last.replace("5.0.0", NEW.toString())
                .replace("sha512-b", "sha512-c")
                .replace("\"22\"", "\"33\"");
        assertThat(new String(after, StandardCharsets.UTF_8)).isEqualTo(before.replace(last, last + ",\n    " + entry));
        assertThat(BbLock.read("lock", after).integrity(NEW)).contains("sha512-c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"version\":\"5.0.0\",\n \"reports\" : \"5.0.0-nightly.1\",\n \"integrity\":\"sha512-b\",\n \"sha256\":{\"p\":\"22\"}}",
                "{\"version\":\"5.0.0\",\n \"integrity\":\"sha512-b\",\n \"sha256\":{\"p\":\"22\"},\"reports\":\"5.0.0-nightly.1\"}"
            })
    void whatTheLastBinarySaysItIsIsNotSaidOfTheNewOne(String last) {
        String before = "{\"bb\": [" + last + "]}";

        byte[] after = BbLock.read("lock", utf8(before)).with(NEW, "sha512-c", Map.of("p", "33"));

        String entry = "{\"version\":\"" + NEW + "\",\n \"integrity\":\"sha512-c\",\n \"sha256\":{\"p\":\"33\"}}";
        assertThat(new String(after, StandardCharsets.UTF_8)).isEqualTo("{\"bb\": [" + last + "," + entry + "]}");
    }

    @Test
    void aLastEntryWithAKeyThatHasNoNewValueIsRefused() {
        BbLock lock = BbLock.read(
                "lock",
                utf8(
                        "{\"bb\":[{\"version\":\"5.0.0\",\"integrity\":\"sha512-b\",\"sha256\":{\"p\":\"1\"},\"x\":\"y\"}]}"));

        assertThatThrownBy(() -> lock.with(NEW, "sha512-c", Map.of("p", "33")))
                .isInstanceOf(UpdateException.class)
                .hasMessageStartingWith("TRX-U-014")
                .hasMessageContaining("\"x\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"bb\":[]}",
                "{}",
                "{\"bb\":[{\"version\":\"x\",\"integrity\":\"sha512-a\",\"sha256\":{\"p\":\"1\"}}]}",
                "{\"bb\":[{\"version\":\"1.0.0\",\"integrity\":\"sha512-a\"}]}",
                "{\"bb\":[{\"version\":\"1.0.0\",\"integrity\":\"md5\",\"sha256\":{\"p\":\"1\"}}]}"
            })
    void aProverLockWithoutAWholeEntryIsRefused(String content) {
        assertThatThrownBy(() -> BbLock.read("lock", utf8(content)))
                .isInstanceOf(UpdateException.class)
                .hasMessageContaining("TRX-U-014");
    }
}
