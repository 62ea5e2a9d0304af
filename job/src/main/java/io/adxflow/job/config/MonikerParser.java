package io.adxflow.job.config;

import io.adxflow.job.config.DestinationKinds.Kind;
import io.adxflow.job.config.DestinationKinds.KindOption;
import io.adxflow.sinks.delivery.MonikerSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes a {@link MonikerSpec} of the settings under {@code monikers.<name>}. */
final class MonikerParser {
    /** The destination that exists without being configured, as soon as something refers to it. */
    static final String LOCAL = "local";

    private final String name;
    private final String prefix;
    private final SortedMap<String, Setting> settings;
    private final String dataDir;
    private final List<ConfigProblem> problems;

    MonikerParser(String name, SettingLayers layers, String dataDir, List<ConfigProblem> problems) {
        this.name = name;
        this.prefix = "monikers." + name + ".";
        this.settings = layers.under(prefix);
        this.dataDir = dataDir;
        this.problems = problems;
    }

    /** Null when it is too wrong to have a kind; a problem says so then. */
    @Nullable
    MonikerSpec parse() {
        String origin = SettingLayers.firstOrigin(settings);
        if (!NamespaceParser.NAME.matcher(name).matches()) {
            problems.add(new ConfigProblem(
                    origin,
                    "moniker '" + name + "': a name is 1 to 64 letters, digits, '-' and '_', and begins with neither"));
        }
        Kind kind = kind(origin);
        if (kind == null) {
            return null;
        }
        Map<String, String> options = new TreeMap<>();
        List<String> known = new ArrayList<>(List.of("kind"));
        kind.options().forEach(option -> known.add(option.key()));
        for (Setting setting : settings.values()) {
            String key = setting.key().substring(prefix.length());
            if (kind.option(key) != null) {
                options.put(key, setting.isList() ? String.join(",", setting.values()) : setting.text());
            } else if (!key.equals("kind")) {
                problems.add(new ConfigProblem(
                        setting.origin(),
                        "unknown key " + setting.key() + Nearest.hint(key, known) + " (kind " + kind.name() + " knows: "
                                + String.join(", ", known) + ")"));
            }
        }
        if (name.equals(LOCAL) && kind.name().equals("directory")) {
            options.putIfAbsent("path", dataDir + (dataDir.endsWith("/") ? "" : "/") + "tables");
        }
        for (KindOption option : kind.options()) {
            if (option.required() && options.getOrDefault(option.key(), "").isBlank()) {
                problems.add(new ConfigProblem(
                        origin, "moniker " + name + " needs " + prefix + option.key() + ": " + option.description()));
            }
        }
        return new MonikerSpec(name, kind.name(), Map.copyOf(options));
    }

    private @Nullable Kind kind(String origin) {
        Setting setting = settings.get(prefix + "kind");
        if (setting == null && name.equals(LOCAL)) {
            return DestinationKinds.kinds().get("directory");
        }
        String known = "known: " + String.join(", ", DestinationKinds.kinds().keySet());
        if (setting == null) {
            problems.add(new ConfigProblem(
                    origin, "moniker " + name + " has no kind; set " + prefix + "kind (" + known + ")"));
            return null;
        }
        Kind kind = DestinationKinds.kinds().get(setting.text());
        if (kind == null) {
            problems.add(new ConfigProblem(
                    setting.origin(),
                    setting.key() + ": there is no kind '" + setting.text() + "'"
                            + Nearest.hint(
                                    setting.text(), DestinationKinds.kinds().keySet()) + " (" + known + ")"));
        }
        return kind;
    }
}
