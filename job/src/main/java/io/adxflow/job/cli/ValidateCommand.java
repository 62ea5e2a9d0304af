package io.adxflow.job.cli;

import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.config.OptionRegistry;
import io.adxflow.job.config.PipelineConfig;
import io.adxflow.job.listen.ListenTrial;
import io.adxflow.job.listen.MonikerInputs;
import io.adxflow.sinks.delivery.Destinations;
import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sinks.storage.StorageSettings;
import io.adxflow.sources.listen.ListenInput;
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
        description = "Checks a configuration: lists every problem, or says what it amounts to.",
        footer = {
            "",
            "Examples:",
            "  ./adxflow validate --config flink-conf/pipeline.yaml",
            "  ./adxflow validate --set batch.max-age=10s",
            "  ./adxflow validate --config flink-conf/pipeline.yaml --online",
            "",
            "Exit codes: 0 valid, 1 valid but a destination cannot be used (--online), 2 not valid."
        })
final class ValidateCommand implements Callable<Integer> {
    @Mixin
    ConfigFlags configFlags = new ConfigFlags();

    @Option(
            names = "--online",
            description = "Also tries each destination from here: connection, identity, rights, a staged blob. Leaves"
                    + " nothing behind.")
    boolean online;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws CliException {
        PipelineConfig config = configFlags.load(List.of(), List.of());
        Output out = Output.of(spec);
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
        return online ? tryOut(config, out) : ExitCodes.OK;
    }

    /** Tries the destinations, all of them, whatever the first ones say. */
    private static int tryOut(PipelineConfig config, Output out) {
        StorageSettings storage = StorageSettings.from(config.options());
        int found = 0;
        for (MonikerSpec moniker : config.monikers().values()) {
            List<String> problems = Destinations.diagnose(moniker, databases(config, moniker.name()), storage);
            out.println("  moniker " + moniker.name() + ": "
                    + (problems.isEmpty() ? "can be used" : Text.plural(problems.size(), "problem")));
            problems.forEach(problem -> out.println("    " + problem));
            found += problems.size();
        }
        for (ListenInput input : config.listens()) {
            String problem = ListenTrial.problem(input, new MonikerInputs(config.monikers(), storage));
            out.println("  listen " + input.name() + ": " + (problem == null ? "can be listened on" : "1 problem"));
            if (problem != null) {
                out.println("    " + problem);
                found++;
            }
        }
        return found == 0 ? ExitCodes.OK : ExitCodes.FAILED;
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
