package io.adxflow.job.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a pipeline file into settings with their lines. Keys may be nested or dotted, in any mixture. Everything that is
 * wrong with the form becomes a problem, and reading goes on wherever it can.
 */
final class YamlSettings {
    private final String file;
    private final List<ConfigProblem> problems;
    private final List<Setting> settings = new ArrayList<>();
    private final Map<String, String> firstSeen = new HashMap<>();

    private YamlSettings(String file, List<ConfigProblem> problems) {
        this.file = file;
        this.problems = problems;
    }

    static List<Setting> read(Path path, List<ConfigProblem> problems) {
        YamlSettings reader = new YamlSettings(path.toString(), problems);
        if (!Files.isReadable(path) || Files.isDirectory(path)) {
            problems.add(new ConfigProblem(
                    path.toString(), "no such file, or it may not be read; --config names the pipeline file"));
            return List.of();
        }
        try (JsonParser parser = new YAMLFactory().createParser(Files.readString(path))) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_OBJECT) {
                reader.object(parser, "");
            } else if (first != null && first != JsonToken.VALUE_NULL) {
                reader.problem(parser, "expected 'key: value' lines");
            }
        } catch (JsonProcessingException broken) {
            JsonLocation at = broken.getLocation();
            problems.add(new ConfigProblem(
                    at == null ? path.toString() : path + ":" + at.getLineNr(),
                    "not valid YAML: " + firstLine(broken)));
        } catch (IOException unreadable) {
            problems.add(new ConfigProblem(path.toString(), "cannot be read: " + unreadable.getMessage()));
        }
        return reader.settings;
    }

    private void object(JsonParser parser, String prefix) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = prefix + parser.currentName();
            String origin = origin(parser);
            switch (parser.nextToken()) {
                case START_OBJECT -> object(parser, key + ".");
                case START_ARRAY -> array(parser, key, origin);
                case VALUE_NULL -> {
                    // "monikers:" with everything under it commented out says nothing, like any key without a value.
                }
                default -> add(new Setting(key, List.of(parser.getText()), false, origin));
            }
        }
    }

    private void array(JsonParser parser, String key, String origin) throws IOException {
        List<String> values = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token.isScalarValue()) {
                values.add(parser.getText());
            } else {
                problem(parser, key + ": a list holds plain values only");
                parser.skipChildren();
            }
        }
        add(new Setting(key, List.copyOf(values), true, origin));
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
