package dev.teerex.updater.plan;

import dev.teerex.updater.Version;
import dev.teerex.updater.config.Channel;
import dev.teerex.updater.edits.Change;
import dev.teerex.updater.plan.Plan.PackageLine;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * What the pull request says.
 *
 * @param channel the channel
 * @param version the version it updates to
 * @param packages the packages of the set
 * @param changes the changed files
 * @param source the page of upstream's repository, if it is known
 * @param takeOverLabel the label by which a human hands an edited branch back
 */
record PullRequestText(
        Channel channel,
        Version version,
        List<PackageLine> packages,
        List<Change> changes,
        Optional<URI> source,
        String takeOverLabel) {
    String title() {
        return "chore(deps): update Aztec " + channel.name() + " to " + version;
    }

    /** Returns the message of the commit, to which its marker is added. */
    String commitMessage() {
        return title() + "\n\nAll " + packages.size() + " packages of the set are published at that version.\n\n";
    }

    String body(Marker.InBody marker) {
        StringBuilder text = new StringBuilder();
        text.append("Updates the Aztec packages to **")
                .append(version)
                .append("**, which the dist-tag `")
                .append(channel.tag())
                .append("` points at. All ")
                .append(packages.size())
                .append(" packages exist at exactly this version.\n\n")
                .append("| package | from | to | published | deprecated | provenance | integrity |\n")
                .append("|---|---|---|---|---|---|---|\n");
        append(text, packages.stream().map(PullRequestText::row).toList(), 40_000);
        compareLink()
                .ifPresent(link ->
                        text.append("\nUpstream's changes: ").append(link).append("\n"));
        text.append("\nChanged files:\n\n");
        append(text, changes.stream().map(PullRequestText::row).toList(), 15_000);
        text.append(howToStop()).append("\n").append(marker.text()).append("\n");
        return text.toString();
    }

    /** GitHub refuses a body of more than 65536 characters. */
    private static void append(StringBuilder text, List<String> rows, int most) {
        int end = text.length() + most;
        for (int i = 0; i < rows.size(); i++) {
            if (text.length() + rows.get(i).length() > end) {
                text.append("\n… and ").append(rows.size() - i).append(" more\n");
                return;
            }
            text.append(rows.get(i));
        }
    }

    private static String row(Change change) {
        return "- `" + change.path() + "`, " + change.versions()
                + (change.versions() == 1 ? " version\n" : " versions\n");
    }

    private static String row(PackageLine line) {
        return "| `" + line.name() + "` | " + line.from().map(Version::toString).orElse("–") + " | "
                + line.to().map(Version::toString).orElse("–") + " | "
                + line.published().map(t -> t.toString()).orElse("–") + " | " + (line.deprecated() ? "yes" : "no")
                + " | "
                + (line.attested() ? "yes" : "no") + " | `" + line.integrity().orElse("–") + "` |\n";
    }

    private Optional<String> compareLink() {
        Optional<Version> from =
                packages.stream().flatMap(p -> p.from().stream()).min(Version::compareTo);
        return source.flatMap(page -> from.map(f -> page + "/compare/v" + f + "...v" + version));
    }

    private String howToStop() {
        return """

                <details><summary>How to stop or steer this</summary>

                - Close this pull request: the updater leaves this version alone, and comes back with the next one.
                - Push a commit to this branch: the updater stops touching it. The label `%s` hands it back; the updater then \
                replaces your commits.
                - Turn auto-merge off: the updater does not turn it on again for this commit.
                - Stop it for good: disable its workflow, or remove the channel `%s` from `tee-rex-updater.yml`.

                </details>
                """.formatted(takeOverLabel, channel.name());
    }
}
