package dev.teerex.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What actionlint and shellcheck say of the workflows and scripts. */
class LintTest {
    @TempDir
    Path folder;

    @Test
    void actionlintFindsNothingInTheWorkflows() throws Exception {
        Program.Result result = Actionlint.check(Checkout.list(Workflow.FOLDER));

        assertThat(result.output()).endsWith("0 findings\n");
    }

    @Test
    void actionlintFindsAnExpressionThatLeadsNowhere() throws Exception {
        Path bad = Files.writeString(
                folder.resolve("bad.yml"), WorkflowRule.GOOD.replace("github.head_ref", "github.head_reference"));

        assertThat(Actionlint.check(List.of(bad)).output()).contains("head_reference");
    }

    @Test
    void shellcheckFindsNothingInTheScripts() throws Exception {
        List<Path> scripts = scripts();

        assertThat(scripts).contains(Checkout.ROOT.resolve(".ci/run"));
        assertThat(shellcheck(scripts).output()).isEmpty();
    }

    @Test
    void shellcheckFindsNothingInTheScriptsOfWorkflows() throws Exception {
        List<Path> scripts = new ArrayList<>();
        for (Workflow workflow : Workflow.all()) {
            for (String script : workflow.scripts().toList()) {
                // As GitHub runs it.
                scripts.add(Files.writeString(
                        folder.resolve(workflow.file() + "-" + scripts.size()),
                        "#!/usr/bin/env bash\nset -eo pipefail\n" + script));
            }
        }

        assertThat(scripts).isNotEmpty();
        assertThat(shellcheck(scripts).output()).isEmpty();
    }

    @Test
    void shellcheckFindsAnUnquotedVariable() throws Exception {
        Path bad = Files.writeString(folder.resolve("bad"), "#!/usr/bin/env bash\nrm -r $1\n");

        assertThat(shellcheck(List.of(bad)).output()).contains("SC2086");
    }

    /** Every file of the repository that starts as a shell script does. */
    private static List<Path> scripts() throws Exception {
        Program.Result files = Program.run(Checkout.ROOT, "", List.of("git", "-c", "core.quotePath=false", "ls-files"))
                .orElseThrow();
        List<Path> scripts = new ArrayList<>();
        for (String file : files.output().lines().toList()) {
            Path path = Checkout.ROOT.resolve(file);
            if (Files.isRegularFile(path) && isScript(path)) {
                scripts.add(path);
            }
        }
        return scripts;
    }

    private static boolean isScript(Path file) throws Exception {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(40), StandardCharsets.ISO_8859_1)
                    .matches("(?s)#!\\S*[/ ](env )?(ba|da)?sh\\n.*");
        }
    }

    private static Program.Result shellcheck(List<Path> scripts) throws Exception {
        List<String> command = new ArrayList<>(List.of("shellcheck", "--format=gcc"));
        scripts.forEach(script -> command.add(script.toString()));
        return Program.run(Checkout.ROOT, "", command).orElseThrow(() -> Program.skipped("shellcheck (not installed)"));
    }
}
