package io.adxflow.job.config;

import io.adxflow.job.self.SelfOptions;
import io.adxflow.job.self.SelfSettings;
import io.adxflow.sources.listen.ListenInput;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.configuration.Configuration;

/** Loads a {@link PipelineConfig} from its sources, and checks all of it. */
public final class PipelineConfigLoader {
    private static final String SECTIONS = String.join("|", PipelineDocument.SECTIONS) + "|" + ListenParser.SECTION;

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

    /**
     * Reads a document that stands alone, as YAML or JSON: monikers, namespaces and subscriptions as in a pipeline file, and
     * nothing else.
     *
     * @param origin for messages
     * @throws ConfigException with all problems at once
     */
    public static PipelineDocument document(String text, String origin) throws ConfigException {
        return DocumentParser.parse(text, origin, false);
    }

    /**
     * The same of one that was accepted before. What it says of extensions is taken as it is, as one may have been removed since: what
     * refers to it then does not work, and the rest does.
     */
    public static PipelineDocument accepted(String text, String origin) throws ConfigException {
        return DocumentParser.parse(text, origin, true);
    }

    /**
     * Which value holds of each key, and who set it.
     *
     * @param config as loaded; what it came from is read again
     * @throws ConfigException when it has become unreadable since
     */
    public static List<EffectiveSetting> effective(PipelineConfig config) throws ConfigException {
        PipelineConfigLoader loader = new PipelineConfigLoader();
        loader.lay(config.sources());
        return EffectiveSettings.of(loader.layers, config.document());
    }

    private void lay(ConfigSources sources) throws ConfigException {
        List<Setting> fromFile = sources.file() == null ? List.of() : YamlSettings.read(sources.file(), problems);
        List<Setting> fromSet = assignments(sources.assignments());
        layers.lay(flags(sources.defaults()));
        layers.lay(fromFile);
        layers.lay(EnvironmentSettings.read(sources.environment(), names(fromFile, fromSet), problems, warnings));
        layers.lay(fromSet);
        layers.lay(flags(sources.flags()));
    }

    private PipelineConfig run(ConfigSources sources) throws ConfigException {
        lay(sources);
        Configuration options = scalars();
        ExtensionChecks.run(options, problems, warnings);
        PipelineDocument document = new DocumentParser(layers, problems).parse();
        List<ListenInput> listens = listens(document);
        if (problems.isEmpty()) {
            // Values that are fine alone and not together; a module's first complaint hides its others.
            SettingsChecks.run(options, document.monikers(), problems);
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        OpenDoors.warn(options, warnings);
        SelfSettings self = SelfSettings.from(options);
        if (self.isOn() && !document.namespaces().containsKey(self.namespace())) {
            warnings.add(SelfOptions.NAMESPACE.key() + ": '" + self.namespace()
                    + "' is no namespace of this document; until it is one, the job tells nothing of itself");
        }
        return new PipelineConfig(options, document, listens, sources, List.copyOf(warnings));
    }

    private List<ListenInput> listens(PipelineDocument document) {
        List<ListenInput> listens = new ArrayList<>();
        for (String name : new TreeSet<>(layers.names(ListenParser.SECTION))) {
            ListenInput input = new ListenParser(name, layers, problems).parse(document);
            if (input != null) {
                listens.add(input);
            }
        }
        return List.copyOf(listens);
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
            } else if (key.matches("(" + SECTIONS + ")(\\.[^.]*)?")) {
                problems.add(new ConfigProblem(
                        setting.origin(),
                        key + ": expected " + key.replaceAll("\\..*", "") + ".<name>.<key>, or the same nested"));
            } else if (!isNamed(key)) {
                Set<String> known = new LinkedHashSet<>(OptionRegistry.options().keySet());
                known.addAll(PipelineDocument.SECTIONS);
                known.add(ListenParser.SECTION);
                problems.add(new ConfigProblem(
                        setting.origin(),
                        "unknown key " + key + Nearest.hint(key, known) + " (./adxflow options lists all keys)"));
            }
        }
        return options;
    }

    /** Keys of the document, which its parsers check. */
    private static boolean isNamed(String key) {
        return key.matches("(" + SECTIONS + ")\\.[^.]+\\..+");
    }

    private static Set<String> names(List<Setting> fromFile, List<Setting> fromSet) {
        SettingLayers known = new SettingLayers();
        known.lay(fromFile);
        known.lay(fromSet);
        Set<String> names = new TreeSet<>(known.names("namespaces"));
        names.addAll(known.names("monikers"));
        names.addAll(known.names("subscriptions"));
        names.addAll(known.names(SendersParser.SECTION));
        names.addAll(known.names(ListenParser.SECTION));
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
