package dev.teerex.updater.config;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.teerex.updater.UpdateException;
import dev.teerex.updater.UpdateException.Code;
import dev.teerex.updater.config.Channel.AutoMerge;
import dev.teerex.updater.config.UpdaterConfig.Signatures;
import dev.teerex.updater.edits.EditRules;
import dev.teerex.updater.git.Author;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code tee-rex-updater.yml}. The nested records are the file's shape, key by key; anything else is an error. */
public final class ConfigFile {
    private static final long LARGEST = 256 * 1024;
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,38}");
    // What "git check-ref-format" takes, and less.
    private static final Pattern BRANCH = Pattern.compile(
            "(?!.*(?:\\.\\.|//|\\.lock(?:/|$)|/\\.))[A-Za-z0-9_][A-Za-z0-9._/-]{0,198}[A-Za-z0-9_-]|[A-Za-z0-9_]");
    // A file as git names it, which takes nothing of it for a way to somewhere else.
    private static final Pattern FILE =
            Pattern.compile("(?!.*(?:^|/)(?:\\.{0,2}|(?i:\\.git))(?:/|$))[^\\\\\\p{Cntrl}]{1,1000}");
    private static final Pattern IDENT = Pattern.compile("(?! )[^<>\\p{Cntrl}]+(?<! )");
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})(s|m|h|d)");
    private static final ObjectMapper YAML = JsonMapper.builder(new YAMLFactory())
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ConfigFile() {}

    record Root(
            @Nullable Github github,
            @Nullable Packages packages,
            @Nullable Map<String, ChannelKeys> channels,
            @Nullable EditKeys edits,
            @Nullable Commit commit,
            @Nullable String takeOverLabel,
            @Nullable String signatures) {}

    record Github(
            @Nullable String repository,
            @Nullable String api,
            @Nullable String server) {}

    record Packages(
            @Nullable List<@Nullable String> discover,
            @Nullable Set<@Nullable String> include,
            @Nullable Set<@Nullable String> exclude) {}

    record ChannelKeys(
            @Nullable String tag,
            @Nullable String base,
            @Nullable String branch,
            @Nullable List<@Nullable String> labels,
            @Nullable String coolDown,
            @Nullable String alertAfter,
            @Nullable String autoMerge) {}

    record EditKeys(
            @Nullable List<@Nullable String> packageJson,
            @Nullable List<@Nullable PomProperty> pomProperties,
            @Nullable List<@Nullable String> markedLines,
            @Nullable String bbLock,
            @Nullable String integrityLock) {}

    record PomProperty(@Nullable String file, @Nullable String property) {}

    record Commit(@Nullable String name, @Nullable String email) {}

    /**
     * Reads the file.
     *
     * @param file the file
     * @return the configuration
     * @throws UpdateException with {@code BAD_CONFIGURATION} when it cannot be read, has an unknown key, or a value that cannot
     *     be used
     */
    public static UpdaterConfig read(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw bad(file + " is larger than " + LARGEST + " bytes");
            }
            @Nullable Root root = YAML.readValue(Files.readAllBytes(file), Root.class);
            if (root == null) {
                throw bad(file + " is empty");
            }
            return config(root);
        } catch (JsonMappingException e) {
            String where = e.getPath().stream()
                    .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : r.getFieldName())
                    .collect(Collectors.joining("."));
            throw bad(file + ", at " + where + ": " + e.getOriginalMessage().split("\\R| \\(", 2)[0]);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw bad(file + " is no valid YAML: " + e.getOriginalMessage().split("\\R", 2)[0]);
        } catch (IOException e) {
            throw bad(file + " cannot be read: it must be there and readable");
        }
    }

    private static UpdaterConfig config(Root root) {
        Github github = Objects.requireNonNullElse(root.github(), new Github(null, null, null));
        Packages packages = Objects.requireNonNullElse(root.packages(), new Packages(null, null, null));
        Commit commit = Objects.requireNonNullElse(root.commit(), new Commit(null, null));
        String takeOverLabel = required(
                "take-over-label", Objects.requireNonNullElse(root.takeOverLabel(), "tee-rex-updater: take over"));
        return new UpdaterConfig(
                Optional.ofNullable(github.repository()),
                Objects.requireNonNullElse(github.api(), "https://api.github.com"),
                Objects.requireNonNullElse(github.server(), "https://github.com"),
                new PackageSet(
                        texts("packages.discover", packages.discover(), List.of("@aztec/")),
                        Set.copyOf(texts("packages.include", packages.include(), Set.of())),
                        Set.copyOf(texts("packages.exclude", packages.exclude(), Set.of()))),
                edits(Objects.requireNonNullElse(root.edits(), new EditKeys(null, null, null, null, null))),
                channels(Objects.requireNonNullElse(root.channels(), Map.of()), takeOverLabel),
                new Author(
                        ident("commit.name", Objects.requireNonNullElse(commit.name(), "tee-rex-updater")),
                        ident(
                                "commit.email",
                                Objects.requireNonNullElse(
                                        commit.email(), "tee-rex-updater@users.noreply.github.com"))),
                takeOverLabel,
                constant(Signatures.class, "signatures", root.signatures(), Signatures.WHEN_PRESENT));
    }

    private static EditRules edits(EditKeys keys) {
        List<EditRules.Property> properties =
                Objects.requireNonNullElse(keys.pomProperties(), List.<@Nullable PomProperty>of()).stream()
                        .map(p -> p == null ? new PomProperty(null, null) : p)
                        .map(p -> new EditRules.Property(
                                file("edits.pom-properties.file", required("edits.pom-properties.file", p.file())),
                                required("edits.pom-properties.property", p.property())))
                        .toList();
        return new EditRules(
                globs("edits.package-json", keys.packageJson(), List.of("**/package.json")),
                properties,
                globs("edits.marked-lines", keys.markedLines(), List.of()),
                Optional.ofNullable(keys.bbLock()).map(path -> file("edits.bb-lock", path)),
                file(
                        "edits.integrity-lock",
                        Objects.requireNonNullElse(keys.integrityLock(), "tee-rex-updater.lock.json")));
    }

    private static List<String> globs(String key, @Nullable List<@Nullable String> globs, List<String> otherwise) {
        List<String> all = texts(key, globs, otherwise);
        for (String glob : all) {
            if (!EditRules.isGlob(glob)) {
                throw bad(key + " has what is no glob such as **/package.json: \"" + glob + "\"");
            }
        }
        return all;
    }

    private static String file(String key, String value) {
        if (!FILE.matcher(value).matches()) {
            throw bad(key + " is no file such as path/to/file, from the root of the repository: \"" + value + "\"");
        }
        return value;
    }

    /** A list in YAML may have members that are nothing. */
    private static List<String> texts(
            String key, @Nullable Collection<@Nullable String> values, Collection<String> otherwise) {
        List<String> texts = new ArrayList<>();
        for (@Nullable String value : values == null ? otherwise : values) {
            texts.add(required("a member of " + key, value));
        }
        return texts;
    }

    private static Map<String, Channel> channels(Map<String, ChannelKeys> channels, String takeOverLabel) {
        if (channels.isEmpty()) {
            throw bad("channels is empty: give at least one, with tag and base");
        }
        Map<String, Channel> all = new LinkedHashMap<>();
        Set<String> branches = new LinkedHashSet<>();
        channels.forEach((name, keys) -> {
            Channel channel = channel(name, keys);
            if (channel.branch().equals(channel.base()) || !branches.add(channel.branch())) {
                throw bad("channels." + name
                        + ".branch must be a branch of its own, not a base and not another channel's");
            }
            // The updater takes that label away as soon as it sees it.
            if (channel.labels().stream().anyMatch(takeOverLabel::equalsIgnoreCase)) {
                throw bad("channels." + name + ".labels has the take-over label, which only a human puts on");
            }
            all.put(name, channel);
        });
        return all;
    }

    private static Channel channel(String name, @Nullable ChannelKeys keys) {
        String at = "channels." + name;
        if (!NAME.matcher(name).matches() || keys == null) {
            throw bad(at + ": a channel has a name of lower-case letters, digits and hyphens, and a tag and a base");
        }
        return new Channel(
                name,
                required(at + ".tag", keys.tag()),
                branch(at + ".base", required(at + ".base", keys.base())),
                branch(at + ".branch", Objects.requireNonNullElse(keys.branch(), "chore/aztec-" + name)),
                texts(at + ".labels", keys.labels(), List.of()),
                duration(at + ".cool-down", Objects.requireNonNullElse(keys.coolDown(), "72h")),
                duration(at + ".alert-after", Objects.requireNonNullElse(keys.alertAfter(), "24h")),
                constant(AutoMerge.class, at + ".auto-merge", keys.autoMerge(), AutoMerge.NEVER));
    }

    private static String required(String key, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw bad(key + " is missing");
        }
        return value;
    }

    private static String branch(String key, String value) {
        if (!BRANCH.matcher(value).matches()) {
            throw bad(key + " is no branch name: \"" + value + "\"");
        }
        return value;
    }

    /** Git leaves out what it cannot hold, and the updater would not know its own commit. */
    private static String ident(String key, String value) {
        if (!IDENT.matcher(value).matches()) {
            throw bad(key + " is empty, begins or ends with a blank, or has < or > or a control character: \"" + value
                    + "\"");
        }
        return value;
    }

    private static Duration duration(String key, String value) {
        Matcher matcher = DURATION.matcher(value);
        if (!matcher.matches()) {
            throw bad(key + " is no duration such as 30m, 72h or 3d: \"" + value + "\"");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    /** Constants are written as keys are: lower case, with hyphens. */
    private static <E extends Enum<E>> E constant(Class<E> type, String key, @Nullable String value, E otherwise) {
        if (value == null) {
            return otherwise;
        }
        Map<String, E> byName = Arrays.stream(type.getEnumConstants())
                .collect(Collectors.toMap(e -> e.name().toLowerCase(Locale.ROOT).replace('_', '-'), e -> e));
        E found = byName.get(value);
        if (found == null) {
            throw bad(key + " is \"" + value + "\"; it can be "
                    + byName.keySet().stream().sorted().toList());
        }
        return found;
    }

    private static UpdateException bad(String message) {
        return new UpdateException(Code.BAD_CONFIGURATION, message + "; see \"Configuration\" in docs/updater.md");
    }
}
