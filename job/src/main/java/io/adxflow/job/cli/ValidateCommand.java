package io.adxflow.job.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.job.config.ConfigException;
import io.adxflow.job.config.EffectiveSetting;
import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.config.OptionRegistry;
import io.adxflow.job.config.PipelineConfig;
import io.adxflow.job.config.PipelineConfigLoader;
import io.adxflow.job.listen.ListenTrial;
import io.adxflow.job.listen.MonikerInputs;
import io.adxflow.sinks.delivery.Destinations;
import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sinks.storage.StorageSettings;
import io.adxflow.sources.listen.ListenInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code validate}: all that is wrong with a configuration, or what it says. */
@Command(
        name = "validate",
        description = {
            "Checks a configuration: lists every problem, or says what it amounts to and what is set where. Secrets are not",
            "shown."
        },
        footer = {
            "",
            "Examples:",
            "  ./adxflow validate --config flink-conf/pipeline.yaml",
            "  ./adxflow validate --set batch.max-age=10s",
            "  ./adxflow validate --config flink-conf/pipeline.yaml --online",
            "  ./adxflow validate --config flink-conf/pipeline.yaml --all --format json",
            "",
            "Exit codes: 0 valid, 1 valid but a destination cannot be used (--online), 2 not valid."
        })
final class ValidateCommand implements Callable<Integer> {
    private static final int MAX_VALUE_WIDTH = 80;
    private static final JsonMapper JSON = new JsonMapper();

    @Mixin
    ConfigFlags configFlags = new ConfigFlags();

    @Option(
            names = "--online",
            description = "Also tries each destination from here: connection, identity, rights, a staged blob. Leaves"
                    + " nothing behind.")
    boolean online;

    @Option(names = "--all", description = "Show the defaults of what is not set as well.")
    boolean all;

    @Mixin
    FormatFlag format = new FormatFlag();

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws CliException {
        Output out = Output.of(spec);
        if (format.isJson()) {
            return validateAsJson(out);
        }
        PipelineConfig config = configFlags.load(List.of(), List.of());
        config.warnings().forEach(warning -> out.println("warning: " + warning));
        int set = config.options().keySet().size();
        out.println("ok: " + Text.plural(config.namespaces().size(), "namespace") + ", "
                + Text.plural(config.monikers().size(), "moniker") + ", " + Text.plural(set, "option") + " set and "
                + (OptionRegistry.options().size() - set) + " by default");
        for (NamespaceSpec namespace : config.namespaces().values()) {
            out.println("  namespace " + namespace.name() + ": database " + namespace.database() + " (allowed: "
                    + String.join(", ", namespace.databases()) + ") to " + String.join(", ", namespace.monikers()));
        }
        for (MonikerSpec moniker : config.monikers().values()) {
            out.println("  moniker " + moniker.name() + ": kind " + moniker.kind() + keys(moniker));
        }
        for (ListenInput input : config.listens()) {
            out.println("  listen " + input.name() + ": on moniker " + input.option("moniker", "") + ", kind "
                    + input.kind() + ", for namespace " + input.namespace());
        }
        showSettings(config, out);
        return online ? tryOut(config, out) : ExitCodes.OK;
    }

    private void showSettings(PipelineConfig config, Output out) throws CliException {
        TextTable table = new TextTable(List.of("key", "value", "set by"));
        List<EffectiveSetting> shown = settings(config);
        shown.forEach(setting -> table.add(List.of(setting.key(), setting.text(), setting.origin())));
        if (!shown.isEmpty()) {
            out.print("\n" + table.render(MAX_VALUE_WIDTH));
        }
    }

    private List<EffectiveSetting> settings(PipelineConfig config) throws CliException {
        try {
            return PipelineConfigLoader.effective(config).stream()
                    .filter(setting -> all || !setting.isDefault())
                    .toList();
        } catch (ConfigException changed) {
            throw new CliException(
                    ExitCodes.FAILED, "the configuration changes while it is read: " + changed.getMessage());
        }
    }

    private int validateAsJson(Output out) throws CliException {
        ObjectNode answer = JSON.createObjectNode();
        try {
            PipelineConfig config = configFlags.read(List.of(), List.of());
            answer.put("valid", true);
            answer.set("warnings", JSON.valueToTree(config.warnings()));
            ArrayNode settings = answer.putArray("settings");
            for (EffectiveSetting setting : settings(config)) {
                ObjectNode entry = settings.addObject().put("key", setting.key());
                entry.set("value", JSON.valueToTree(setting.value()));
                entry.put("origin", setting.origin());
            }
            int exit = ExitCodes.OK;
            if (online) {
                List<Trial> trials = trials(config);
                answer.set("trials", JSON.valueToTree(trials));
                exit = isUsable(trials) ? ExitCodes.OK : ExitCodes.FAILED;
            }
            out.println(answer.toString());
            return exit;
        } catch (ConfigException invalid) {
            answer.put("valid", false);
            ArrayNode problems = answer.putArray("problems");
            invalid.problems()
                    .forEach(problem ->
                            problems.addObject().put("origin", problem.origin()).put("message", problem.message()));
            out.println(answer.toString());
            return ExitCodes.USAGE;
        }
    }

    /**
     * What came of trying something out.
     *
     * @param what {@code moniker NAME} or {@code listen NAME}
     * @param problems none when it can be used
     */
    record Trial(String what, List<String> problems) {}

    private static boolean isUsable(List<Trial> trials) {
        return trials.stream().allMatch(trial -> trial.problems().isEmpty());
    }

    private static int tryOut(PipelineConfig config, Output out) {
        List<Trial> trials = trials(config);
        for (Trial trial : trials) {
            String usable = trial.what().startsWith("listen") ? "can be listened on" : "can be used";
            out.println("  " + trial.what() + ": "
                    + (trial.problems().isEmpty()
                            ? usable
                            : Text.plural(trial.problems().size(), "problem")));
            trial.problems().forEach(problem -> out.println("    " + problem));
        }
        return isUsable(trials) ? ExitCodes.OK : ExitCodes.FAILED;
    }

    /** Tries the destinations and inputs, all of them, whatever the first ones say. */
    private static List<Trial> trials(PipelineConfig config) {
        StorageSettings storage = StorageSettings.from(config.options());
        List<Trial> trials = new ArrayList<>();
        for (MonikerSpec moniker : config.monikers().values()) {
            trials.add(new Trial(
                    "moniker " + moniker.name(),
                    Destinations.diagnose(moniker, databases(config, moniker.name()), storage)));
        }
        for (ListenInput input : config.listens()) {
            String problem = ListenTrial.problem(input, new MonikerInputs(config.monikers(), storage));
            trials.add(new Trial("listen " + input.name(), problem == null ? List.of() : List.of(problem)));
        }
        return trials;
    }

    /** Databases that are named for a moniker; '*' names none. */
    private static Set<String> databases(PipelineConfig config, String moniker) {
        Set<String> databases = new TreeSet<>();
        for (NamespaceSpec namespace : config.namespaces().values()) {
            if (namespace.monikers().contains(moniker)) {
                databases.add(namespace.database());
                databases.addAll(namespace.databases());
            }
        }
        databases.remove("*");
        return databases;
    }

    /** Names only: values may be secret. */
    private static String keys(MonikerSpec moniker) {
        return moniker.options().isEmpty()
                ? ""
                : ", with "
                        + String.join(
                                ", ",
                                moniker.options().keySet().stream().sorted().toList());
    }
}
