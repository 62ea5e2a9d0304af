package io.adxflow.job.config;

import io.adxflow.sinks.delivery.MonikerSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.configuration.Configuration;

/** Loads a {@link PipelineConfig} from its sources, and checks all of it. */
public final class PipelineConfigLoader {
    private final List<ConfigProblem> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final SettingLayers layers = new SettingLayers();

    private PipelineConfigLoader() {}

    /**
     * Loads and checks.
     *
     * @throws ConfigException with all problems at once
     */
    public static PipelineConfig load(ConfigSources sources) throws ConfigException {
        return new PipelineConfigLoader().run(sources);
    }

    private PipelineConfig run(ConfigSources sources) throws ConfigException {
        List<Setting> fromFile = sources.file() == null ? List.of() : YamlSettings.read(sources.file(), problems);
        List<Setting> fromSet = assignments(sources.assignments());
        layers.lay(flags(sources.defaults()));
        layers.lay(fromFile);
        layers.lay(EnvironmentSettings.read(sources.environment(), names(fromFile, fromSet), problems, warnings));
        layers.lay(fromSet);
        layers.lay(flags(sources.flags()));

        Configuration options = scalars();
        Map<String, NamespaceSpec> namespaces = new TreeMap<>();
        Map<String, String> referrers = new TreeMap<>();
        Set<String> namespaceNames = new TreeSet<>(layers.names("namespaces"));
        namespaceNames.add(NamespaceParser.DEFAULT_NAME);
        for (String name : namespaceNames) {
            NamespaceParser parser = new NamespaceParser(name, layers, problems);
            NamespaceSpec namespace = parser.parse();
            namespaces.put(name, namespace);
            namespace.monikers().forEach(moniker -> referrers.putIfAbsent(moniker, parser.monikersOrigin()));
        }
        Map<String, MonikerSpec> monikers = monikers(referrers);
        if (problems.isEmpty()) {
            // Values that are fine alone and not together; a module's first complaint hides its others.
            SettingsChecks.run(options, monikers, problems);
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return new PipelineConfig(options, monikers, namespaces, List.copyOf(warnings));
    }

    private Map<String, MonikerSpec> monikers(Map<String, String> referrers) {
        Map<String, MonikerSpec> monikers = new TreeMap<>();
        Set<String> names = new TreeSet<>(layers.names("monikers"));
        referrers.forEach((moniker, origin) -> {
            if (!names.contains(moniker) && !moniker.equals(MonikerParser.LOCAL)) {
                problems.add(new ConfigProblem(
                        origin,
                        "there is no moniker '" + moniker + "'" + Nearest.hint(moniker, names) + " (set monikers."
                                + moniker + ".kind)"));
            }
        });
        if (referrers.containsKey(MonikerParser.LOCAL)) {
            names.add(MonikerParser.LOCAL);
        }
        for (String name : names) {
            MonikerSpec moniker = new MonikerParser(name, layers, problems).parse();
            if (moniker != null) {
                monikers.put(name, moniker);
            }
        }
        return monikers;
    }

    private Configuration scalars() {
        Configuration options = new Configuration();
        for (Setting setting : layers.all().values()) {
            String key = setting.key();
            KnownOption option = OptionRegistry.options().get(key);
            if (option != null) {
                String problem = option.problemWith(setting.text());
                if (problem == null) {
                    options.setString(key, setting.text());
                } else {
                    problems.add(new ConfigProblem(setting.origin(), key + ": " + problem));
                }
            } else if (key.matches("(monikers|namespaces)(\\.[^.]*)?")) {
                problems.add(new ConfigProblem(
                        setting.origin(),
                        key + ": expected " + key.replaceAll("\\..*", "") + ".<name>.<key>, or the same nested"));
            } else if (!isNamed(key)) {
                Set<String> known = new LinkedHashSet<>(OptionRegistry.options().keySet());
                known.add("monikers");
                known.add("namespaces");
                problems.add(new ConfigProblem(
                        setting.origin(),
                        "unknown key " + key + Nearest.hint(key, known) + " (./adxflow options lists all keys)"));
            }
        }
        return options;
    }

    /** Keys of monikers and namespaces, which their parsers check. */
    private static boolean isNamed(String key) {
        return key.matches("(monikers|namespaces)\\.[^.]+\\..+");
    }

    private static Set<String> names(List<Setting> fromFile, List<Setting> fromSet) {
        SettingLayers known = new SettingLayers();
        known.lay(fromFile);
        known.lay(fromSet);
        Set<String> names = new TreeSet<>(known.names("namespaces"));
        names.addAll(known.names("monikers"));
        return names;
    }

    private static List<Setting> flags(List<ConfigSources.Flag> flags) {
        return flags.stream()
                .map(flag -> Setting.of(flag.key(), flag.value(), flag.option()))
                .toList();
    }

    private List<Setting> assignments(List<String> assignments) {
        List<Setting> settings = new ArrayList<>();
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            if (equals <= 0) {
                problems.add(new ConfigProblem("--set " + assignment, "expected key=value"));
            } else {
                settings.add(
                        Setting.of(assignment.substring(0, equals).strip(), assignment.substring(equals + 1), "--set"));
            }
        }
        return settings;
    }
}
