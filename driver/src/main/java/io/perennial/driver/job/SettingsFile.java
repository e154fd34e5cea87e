package io.perennial.driver.job;

import io.perennial.errors.InputException;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads settings: {@code --set} over job file over default. A key set twice in the file is refused; of two {@code --set} of one key the
 * later counts; {@code --set key=} drops what the file says, so that the default counts.
 */
final class SettingsFile {

    static final int LARGEST = 1 << 20;

    private final List<Setting<?>> declared;
    private final List<String> keys;

    /** @param declared the settings that a file may have */
    SettingsFile(List<Setting<?>> declared) {
        this.declared = declared;
        this.keys = declared.stream().<String>map(Setting::key).toList();
    }

    Settings load(Path file, List<String> overrides) {
        try {
            if (Files.size(file) > LARGEST) {
                throw tooLong(file.toString());
            }
            return parse(Files.readString(file), file.toString(), overrides);
        } catch (NoSuchFileException e) {
            throw new InputException("job file " + file + " not found; name a file that exists, or none for the built-in quickstart", e);
        } catch (CharacterCodingException e) {
            throw new InputException("job file " + file + " is not UTF-8 text; job files are YAML in UTF-8", e);
        } catch (IOException e) {
            String found = Files.isDirectory(file) ? "it is a directory" : e.getMessage();
            throw new InputException("job file " + file + " cannot be read (" + found + "); name a readable YAML file", e);
        }
    }

    Settings parse(String text, String file, List<String> overrides) {
        if (text.length() > LARGEST) {
            throw tooLong(file);
        }
        Map<String, Given> given = YamlSettings.read(text, file, keys);
        declared.stream().filter(SettingsFile::mayStayUnset)
                .forEach(setting -> given.computeIfPresent(setting.key(), (key, value) -> value.text().isBlank() ? null : value));
        overrides.forEach(override -> set(given, override));
        given.putIfAbsent(JobSettings.NAME.key(), new Given(stem(file), new Origin.FileName(file)));
        return Resolver.resolve(declared, given);
    }

    Settings of(String program, Map<String, String> values) {
        Map<String, Given> given = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            if (!keys.contains(key)) {
                throw NearestKey.unknown(key, program, keys);
            }
            given.put(key, new Given(value, new Origin.Program(program)));
        });
        return Resolver.resolve(declared, given);
    }

    private static InputException tooLong(String file) {
        return new InputException("job file " + file + " has more than " + LARGEST + " bytes, which no job needs; name a YAML file of settings");
    }

    /** {@code output:} with nothing after it, as templates leave it, says what leaving the line out says. */
    private static boolean mayStayUnset(Setting<?> setting) {
        return setting.fallback() instanceof Default.Unset<?>;
    }

    private void set(Map<String, Given> given, String override) {
        int equals = override.indexOf('=');
        if (equals < 1) {
            throw new InputException("--set: found '" + override + "', expected key=value; keys: see --explain");
        }
        String key = override.substring(0, equals).strip();
        String value = override.substring(equals + 1).strip();
        if (!keys.contains(key)) {
            throw NearestKey.unknown(key, "--set " + override, keys);
        }
        if (value.isEmpty()) {
            given.remove(key);
        } else {
            given.put(key, new Given(value, new Origin.CommandLine(override)));
        }
    }

    private static String stem(String file) {
        String last = file.substring(file.lastIndexOf('/') + 1).replaceFirst("\\.(ya?ml|json)$", "");
        String clean = last.replaceAll("[^A-Za-z0-9._-]+", "-").replaceFirst("^[^A-Za-z0-9]+", "");
        return clean.isEmpty() ? "job" : clean;
    }
}
