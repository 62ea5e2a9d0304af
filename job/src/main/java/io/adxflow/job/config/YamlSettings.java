package io.adxflow.job.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads a pipeline file into settings with their lines. Keys may be nested or dotted, in any mixture. Everything that is
 * wrong with the form becomes a problem, and reading goes on wherever it can.
 */
final class YamlSettings {
    private static final Pattern NAMED = Pattern.compile("(monikers|namespaces)\\.[^.]+");

    /** Keys that hold lists of maps, in a file or alone. */
    private static final Pattern MAPS =
            Pattern.compile("namespaces\\.[^.]+\\.(relabel|scrub|keep-metrics-with-label-value)|" + SettingMaps.ALONE);

    private static final Set<String> SECTIONS = sections();

    private final boolean whole;
    private final String file;
    private final List<ConfigProblem> problems;
    private final List<Setting> settings = new ArrayList<>();
    private final Map<String, String> firstSeen = new HashMap<>();

    /** @param whole whether its keys are those of a file or document, and not of a map in a list */
    private YamlSettings(String file, List<ConfigProblem> problems, boolean whole) {
        this.whole = whole;
        this.file = file;
        this.problems = problems;
    }

    private static Set<String> sections() {
        Set<String> sections = new LinkedHashSet<>(PipelineDocument.SECTIONS);
        sections.add(ListenParser.SECTION);
        return sections;
    }

    /** @throws ConfigException when it is not YAML: whatever else would be found wrong would only follow from that */
    static List<Setting> read(Path path, List<ConfigProblem> problems) throws ConfigException {
        if (!Files.isReadable(path) || Files.isDirectory(path)) {
            problems.add(new ConfigProblem(
                    path.toString(), "no such file, or it may not be read; --config names the pipeline file"));
            return List.of();
        }
        try {
            return parse(Files.readString(path), path.toString(), problems);
        } catch (IOException unreadable) {
            problems.add(new ConfigProblem(path.toString(), "cannot be read: " + unreadable.getMessage()));
            return List.of();
        }
    }

    /**
     * Reads a text, which may be JSON too.
     *
     * @param origin what to call it in messages
     * @throws ConfigException when it is not YAML: whatever else would be found wrong would only follow from that
     */
    static List<Setting> parse(String text, String origin, List<ConfigProblem> problems) throws ConfigException {
        YamlSettings reader = new YamlSettings(origin, problems, true);
        try (JsonParser parser = new YAMLFactory().createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_OBJECT) {
                reader.object(parser, "");
            } else if (first != null && first != JsonToken.VALUE_NULL) {
                reader.problem(parser, "expected 'key: value' lines");
            }
        } catch (JsonProcessingException broken) {
            JsonLocation at = broken.getLocation();
            problems.add(new ConfigProblem(
                    at == null ? origin : origin + ":" + at.getLineNr(), "not valid YAML: " + firstLine(broken)));
            throw new ConfigException(problems);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return reader.settings;
    }

    /** Returns how many keys the object has. */
    private int object(JsonParser parser, String prefix) throws IOException {
        int keys = 0;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = prefix + parser.currentName();
            String origin = origin(parser);
            switch (parser.nextToken()) {
                case START_OBJECT -> {
                    if (object(parser, key + ".") == 0) {
                        nothingIn(key, origin);
                    }
                }
                case START_ARRAY -> array(parser, key, origin);
                // "monikers:" with everything under it commented out says nothing, like any key without a value.
                case VALUE_NULL -> nothingIn(key, origin);
                default -> add(new Setting(key, List.of(parser.getText()), false, origin));
            }
            keys++;
        }
        return keys;
    }

    /** A name with nothing below it would be taken for one that is not there. */
    private void nothingIn(String key, String origin) {
        if (whole && key.indexOf('.') < 0 && !isKnown(key)) {
            // A document that says nothing else would be taken for one that takes everything away.
            problems.add(new ConfigProblem(origin, "unknown key " + key + Nearest.hint(key, SECTIONS)));
        }
        if (NAMED.matcher(key).matches()) {
            problems.add(new ConfigProblem(
                    origin, key + ": has no keys below it (expected: at least one, or no " + key + " at all)"));
        }
    }

    private static boolean isKnown(String key) {
        return SECTIONS.contains(key)
                || OptionRegistry.options().keySet().stream()
                        .anyMatch(option -> option.equals(key) || option.startsWith(key + "."));
    }

    private void array(JsonParser parser, String key, String origin) throws IOException {
        List<String> values = new ArrayList<>();
        List<Setting.Map> maps = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            boolean isMap = token == JsonToken.START_OBJECT
                    && values.isEmpty()
                    && MAPS.matcher(key).matches();
            if (isMap) {
                maps.add(map(parser));
            } else if (token.isScalarValue() && maps.isEmpty()) {
                values.add(parser.getText());
            } else {
                problem(
                        parser,
                        key
                                + (maps.isEmpty()
                                        ? ": a list holds plain values only"
                                        : ": a list of maps holds maps only"));
                parser.skipChildren();
            }
        }
        add(new Setting(key, List.copyOf(values), true, List.copyOf(maps), origin));
    }

    /** One of a list of maps; its keys stand alone. */
    private Setting.Map map(JsonParser parser) throws IOException {
        String origin = origin(parser);
        YamlSettings reader = new YamlSettings(file, problems, false);
        reader.object(parser, "");
        return new Setting.Map(List.copyOf(reader.settings), origin);
    }

    private void add(Setting setting) {
        String earlier = firstSeen.putIfAbsent(setting.key(), setting.origin());
        if (earlier == null) {
            settings.add(setting);
        } else {
            problems.add(new ConfigProblem(
                    setting.origin(), setting.key() + " is set twice, first at " + earlier + "; remove one"));
        }
    }

    private void problem(JsonParser parser, String message) {
        problems.add(new ConfigProblem(origin(parser), message));
    }

    private String origin(JsonParser parser) {
        return file + ":" + parser.currentTokenLocation().getLineNr();
    }

    private static String firstLine(JsonProcessingException broken) {
        return broken.getOriginalMessage().lines().findFirst().orElse("");
    }
}
