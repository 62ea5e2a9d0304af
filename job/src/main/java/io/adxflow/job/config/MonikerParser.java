package io.adxflow.job.config;

import io.adxflow.job.config.DestinationKinds.Kind;
import io.adxflow.sinks.delivery.DestinationFactory;
import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sinks.delivery.RateLimits;
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
    private final List<ConfigProblem> problems;

    MonikerParser(String name, SettingLayers layers, List<ConfigProblem> problems) {
        this.name = name;
        this.prefix = "monikers." + name + ".";
        this.settings = layers.under(prefix);
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
        String kind = kind(origin);
        if (kind == null) {
            return null;
        }
        Map<String, String> options = new TreeMap<>();
        Kind documented = DestinationKinds.kind(kind);
        for (Setting setting : settings.values()) {
            String key = setting.key().substring(prefix.length());
            boolean part = kind.equals(PairParts.KIND) && key.startsWith(PairParts.PREFIX);
            if (documented != null && !documented.keys().contains(key) && !part) {
                refuseUnknown(setting, key, documented);
            } else if (!key.equals("kind")) {
                options.put(key, setting.isList() ? String.join(",", setting.values()) : setting.text());
            }
        }
        checkRate(options.get(RateLimits.KEY), origin);
        MonikerSpec moniker = new MonikerSpec(name, kind, Map.copyOf(options));
        if (!kind.equals(PairParts.KIND)) {
            check(moniker);
        }
        return moniker;
    }

    /** Adds what is wrong with the options of a moniker of this name. */
    void check(MonikerSpec moniker) {
        DestinationFactory factory = DestinationKinds.factory(moniker.kind());
        if (factory != null) {
            for (String problem : factory.validate(moniker.ofKind())) {
                problems.add(new ConfigProblem(
                        originOf(problem, SettingLayers.firstOrigin(settings)),
                        prefix + problem,
                        DestinationKinds.isOfExtension(moniker.kind())));
            }
        }
    }

    private void checkRate(@Nullable String text, String origin) {
        try {
            if (text != null) {
                RateLimits.parse(text);
            }
        } catch (IllegalArgumentException e) {
            problems.add(new ConfigProblem(originOf(RateLimits.KEY + ":", origin), prefix + e.getMessage()));
        }
    }

    private void refuseUnknown(Setting setting, String key, Kind documented) {
        problems.add(new ConfigProblem(
                setting.origin(),
                "unknown key " + setting.key() + Nearest.hint(key, documented.keys()) + " (kind " + documented.name()
                        + " knows: " + String.join(", ", documented.keys()) + ")",
                DestinationKinds.isOfExtension(documented.name())));
    }

    /** A factory's problem begins with the option's name, whose line is the better place to look at. */
    private String originOf(String problem, String otherwise) {
        int colon = problem.indexOf(':');
        Setting setting = colon < 0 ? null : settings.get(prefix + problem.substring(0, colon));
        return setting == null ? otherwise : setting.origin();
    }

    private @Nullable String kind(String origin) {
        Setting setting = settings.get(prefix + "kind");
        if (setting == null && name.equals(LOCAL)) {
            return "directory";
        }
        String known = "known: " + String.join(", ", DestinationKinds.names());
        if (setting == null) {
            problems.add(new ConfigProblem(
                    origin, "moniker " + name + " has no kind; set " + prefix + "kind (" + known + ")"));
            return null;
        }
        if (DestinationKinds.factory(setting.text()) == null) {
            problems.add(new ConfigProblem(
                    setting.origin(),
                    setting.key() + ": there is no kind '" + setting.text() + "'"
                            + Nearest.hint(setting.text(), DestinationKinds.names()) + " (" + known + ")",
                    true));
        }
        return setting.text();
    }
}
