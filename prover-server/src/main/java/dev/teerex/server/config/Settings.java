package dev.teerex.server.config;

import dev.teerex.InputException;
import dev.teerex.InputException.Code;
import dev.teerex.Machine;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The texts that were given for options, flags before the environment before the file. A key that nobody knows is an error. */
final class Settings {
    private static final String PREFIX = "TEE_REX_";
    private static final long MAX_FILE = 1 << 20;

    private final Map<Option, Setting> settings = new EnumMap<>(Option.class);

    private Settings() {}

    /** Collects what the flags, the environment and the file that one of them names say. */
    static Settings of(Map<Option, String> flags, Machine machine) {
        Settings all = new Settings();
        flags.forEach((option, value) -> all.add(option, value, option.flag()));
        for (String variable : machine.environment().keySet()) {
            if (variable.startsWith(PREFIX) && Option.ofVariable(variable).isEmpty()) {
                throw unknown("the environment", variable);
            }
        }
        for (Option option : Option.values()) {
            machine.variable(option.variable()).ifPresent(value -> all.add(option, value, option.variable()));
        }
        for (Option option : Option.values()) {
            for (String older : option.olderVariables()) {
                machine.variable(older).ifPresent(value -> all.add(option, ofOlder(option, value), older));
            }
        }
        all.find(Option.CONFIG).ifPresent(file -> all.addFile(file.path(machine.home())));
        return all;
    }

    private static String ofOlder(Option option, String value) {
        return option == Option.TEE && value.equals("standard") ? "none" : value;
    }

    /** An empty text is nothing, and hides nothing that counts less. */
    private void add(Option option, String value, String origin) {
        add(option, new Setting(value, origin));
    }

    private void add(Option option, Setting setting) {
        if (!setting.value().isBlank()) {
            settings.putIfAbsent(option, setting);
        }
    }

    private void addFile(Path file) {
        Settings inFile = new Settings();
        int number = 0;
        for (String line : lines(file)) {
            number++;
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            String place = file + ", line " + number;
            int equals = text.indexOf('=');
            if (equals < 0) {
                throw new InputException(Code.BAD_OPTION, place + " is not of the form key = value");
            }
            String key = text.substring(0, equals).strip();
            Option option = Option.of(key).filter(each -> each != Option.CONFIG).orElseThrow(() -> unknown(place, key));
            Setting setting = new Setting(text.substring(equals + 1).strip(), place);
            if (inFile.settings.putIfAbsent(option, setting) != null) {
                throw new InputException(Code.BAD_OPTION, place + " gives " + key + " for the second time");
            }
        }
        inFile.settings.forEach(this::add);
    }

    private static List<String> lines(Path file) {
        try {
            if (Files.size(file) > MAX_FILE) {
                throw new InputException(Code.TOO_LARGE, file + " has more than " + MAX_FILE + " bytes");
            }
            return Files.readAllLines(file);
        } catch (MalformedInputException e) {
            throw new InputException(Code.MALFORMED, file + " is not text in UTF-8", e);
        } catch (IOException e) {
            throw new InputException(Code.UNREADABLE, file + " cannot be read (--config)", e);
        }
    }

    private static InputException unknown(String where, String key) {
        return new InputException(
                Code.BAD_OPTION, where + " has \"" + key + "\", which is no option; `serve --help` lists them all");
    }

    /** Returns what was given for an option; an empty text is nothing. */
    Optional<Setting> find(Option option) {
        return Optional.ofNullable(settings.get(option));
    }
}
